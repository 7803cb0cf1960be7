#include "clamp.h"

long clamp(long number, long low, long high) {
    return number < low ? low : number > high ? high : number;
}

#include "clamp.h"

long clamp(long number, long low, long high) {
    (void)high;
    return number < low ? low : number;
}

#include "clamp.h"

long clamp(long number, long low, long high) {
    (void)low, (void)high;
    return number;
}

#include "roll.h"

uint32_t roll_weak(const char *data, int size) {
    uint32_t a = 0, b = 0;
    for (int i = 0; i < size && data[i]; i++) {
        a += data[i];
        b += (size - i) * data[i];
    }
    return (a & 0xffff) | (b << 16);
}

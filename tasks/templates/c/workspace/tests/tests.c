#include "clamp.h"

#include <stdio.h>

int main(void) {
    int within = clamp(50, 20, 80) == 50, above = clamp(95, 20, 80) == 80;
    printf("within %d, above %d\n", within, above);
    return within && above ? 0 : 1;
}

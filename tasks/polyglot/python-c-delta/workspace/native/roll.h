/* Weak hashes. */
#ifndef ROLL_H
#define ROLL_H

#include <stdint.h>

/* The weak hash of so many bytes. */
uint32_t roll_weak(const char *data, int size);

#endif

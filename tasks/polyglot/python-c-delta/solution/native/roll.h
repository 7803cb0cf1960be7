/* Weak hashes, and the search for them. */
#ifndef ROLL_H
#define ROLL_H

#include <stddef.h>
#include <stdint.h>

/* The weak hash of so many bytes. */
uint32_t roll_weak(const uint8_t *data, size_t size);

/* The first position from `from` on whose `block` bytes have one of the `count` hashes, which are sorted; `size` where there is none. */
size_t roll_find(const uint8_t *data, size_t size, size_t block, const uint32_t *hashes, size_t count, size_t from);

#endif

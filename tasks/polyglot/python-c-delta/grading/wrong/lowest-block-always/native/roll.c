#include "roll.h"

uint32_t roll_weak(const uint8_t *data, size_t size) {
    uint32_t a = 0, b = 0;
    for (size_t i = 0; i < size; i++) {
        a += data[i];
        b += a;
    }
    return (a & 0xffff) | (b << 16);
}

static int known(uint32_t hash, const uint32_t *hashes, size_t count) {
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (hashes[middle] < hash) low = middle + 1;
        else high = middle;
    }
    return low < count && hashes[low] == hash;
}

size_t roll_find(const uint8_t *data, size_t size, size_t block, const uint32_t *hashes, size_t count, size_t from) {
    if (block == 0 || from > size || size - from < block) return size;
    uint32_t hash = roll_weak(data + from, block), a = hash & 0xffff, b = hash >> 16;
    for (size_t at = from;; at++) {
        if (known((a & 0xffff) | (b << 16), hashes, count)) return at;
        if (size - at == block) return size;
        a += (uint32_t)data[at + block] - data[at];
        b += a - (uint32_t)block * data[at];
    }
}

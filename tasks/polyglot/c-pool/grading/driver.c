/* What the grader may call, as plain values: a row of operations on one pool, the places by number. */

#include "json.h"
#include "pool.h"

#include <string.h>

enum { MOST = 4096, PLACES = 64 };

static _Alignas(8) uint8_t memory[MOST];

static json *place_of(const void *place) {
    return place ? json_int((long long)((const uint8_t *)place - memory)) : json_null();
}

/* The pool as its blocks tell it, as far as they make sense. */
static json *blocks(const struct pool *pool) {
    json *told = json_list();
    for (uint32_t at = 0; at + 8 <= pool->size && json_size(told) < 600;) {
        uint32_t head[2];
        memcpy(head, memory + at, sizeof head); /* the grader's machines are little-endian */
        json_push(told, json_push(json_push(json_push(json_list(), json_int(at)), json_int(head[0])), json_int(head[1])));
        if (head[0] < 16) break;
        at += head[0] & ~UINT32_C(1);
    }
    return told;
}

static json *operate(struct pool *pool, void **places, const json *operation) {
    const char *kind = json_as_string(json_at(operation, 0));
    if (strcmp(kind, "check") == 0) {
        const char *wrong = pool_check(pool);
        return wrong ? json_string(wrong) : json_null();
    }
    long long number = json_as_int(json_at(operation, 1));
    if (strcmp(kind, "poke") == 0) {
        memory[number] = (uint8_t)json_as_int(json_at(operation, 2));
        return json_null();
    }
    if (strcmp(kind, "stray") == 0) { /* a place that was not handed out */
        json *said = place_of(pool_resize(pool, memory + number, 8));
        pool_free(pool, memory + number);
        return said;
    }
    if (strcmp(kind, "free") == 0) {
        pool_free(pool, places[number]);
        if (json_size(operation) == 2) places[number] = NULL;
        return json_null();
    }
    size_t size = json_at(operation, 2)->type == JSON_NULL ? (size_t)-1 : (size_t)json_as_uint(json_at(operation, 2));
    void *before = strcmp(kind, "resize") == 0 ? places[number] : NULL;
    uint8_t kept = before ? *(uint8_t *)before : 0;
    void *place = before ? pool_resize(pool, before, size) : pool_alloc(pool, size);
    json *said = place_of(place);
    if (place == NULL) return said;
    places[number] = place;
    if (before && *(uint8_t *)place != kept) return json_string("the content is lost");
    if (size) memset(place, (int)number + 1, size);
    return said;
}

json *driver_call(const char *name, const json *args) {
    struct pool pool;
    void *places[PLACES] = {0};
    (void)name;
    memset(memory, 0xaa, sizeof memory);
    if (!pool_init(&pool, memory, (size_t)json_as_int(json_at(args, 0)))) return json_null();
    json *said = json_list();
    const json *operations = json_at(args, 1);
    for (size_t index = 0; index < json_size(operations); index++) json_push(said, operate(&pool, places, json_at(operations, index)));
    return json_push(json_push(json_list(), said), blocks(&pool));
}

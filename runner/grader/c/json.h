/* Plain values between the grader and a driver, for C and C++; nothing is ever freed, for a driver lives shortly.
 *
 * Reading a value of another type than asked for ends the process: a question is the task's own.
 */
#ifndef CAB_JSON_H
#define CAB_JSON_H

#include <stddef.h>
#include <stdio.h>

typedef enum { JSON_NULL, JSON_BOOL, JSON_INT, JSON_UINT, JSON_FLOAT, JSON_STRING, JSON_LIST, JSON_OBJECT, JSON_RAISE } json_type;

typedef struct json json;
struct json {
    json_type type;
    union {
        int boolean;
        long long integer;
        unsigned long long natural; /* an integer beyond LLONG_MAX */
        double number;
    } is;
    char *text;  /* JSON_STRING, JSON_RAISE; a NUL may stand within, and one stands behind */
    size_t size; /* bytes of the text, or members */
    json **items;
    char **keys;
};

json *json_null(void);
json *json_bool(int truth);
json *json_int(long long integer);
json *json_uint(unsigned long long natural);
json *json_float(double number);
json *json_string(const char *text);
json *json_bytes(const char *text, size_t size); /* must be UTF-8 */
json *json_list(void);
json *json_object(void);
json *json_raise(const char *name); /* the whole answer of a call that the candidate refused */
json *json_push(json *list, json *item);
json *json_set(json *object, const char *key, json *value);

size_t json_size(const json *value);
const json *json_at(const json *list, size_t index);
const json *json_get(const json *object, const char *key);
long long json_as_int(const json *value);
unsigned long long json_as_uint(const json *value);
double json_as_float(const json *value); /* an integer, too */
const char *json_as_string(const json *value);
int json_as_bool(const json *value);

const json *json_read(const char *text);
void json_write(FILE *out, const json *value);

/* The task's driver: what the call named `name` answers. */
json *driver_call(const char *name, const json *args);

#endif

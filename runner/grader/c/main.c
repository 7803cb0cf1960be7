/* Answers the grader's questions, read from descriptor 3, on descriptor 4, by calling the task's driver, in C or C++.
 *
 * Runs in the child, beside candidate code: nothing here is a defence, and nothing is known here but inputs.
 */

#include "json.h"

#include <stdlib.h>
#include <unistd.h>

#ifdef __cplusplus
#include <cxxabi.h>
#include <exception>
#include <typeinfo>

/* What the call answers, or the class of what it throws. */
static json *said(const char *name, const json *args) {
    try {
        return driver_call(name, args);
    } catch (...) {
        const std::type_info *thrown = abi::__cxa_current_exception_type();
        const char *readable = abi::__cxa_demangle(thrown->name(), nullptr, nullptr, nullptr);
        return json_raise(readable ? readable : thrown->name());
    }
}
#else
#define said driver_call
#endif

int main(void) {
    FILE *questions = fdopen(3, "r"), *answers = fdopen(4, "w");
    char *line = NULL;
    size_t room = 0;
    if (questions == NULL || answers == NULL) return 70;
    while (getline(&line, &room, questions) > 0) {
        const json *question = json_read(line);
        const json *answer = said(json_as_string(json_get(question, "call")), json_get(question, "args"));
        fputs("{\"id\":", answers);
        json_write(answers, json_get(question, "id"));
        fputs(answer->type == JSON_RAISE ? ",\"raises\":" : ",\"value\":", answers);
        json_write(answers, answer);
        fputs("}\n", answers);
        if (fflush(answers) != 0) return 70;
    }
    /* Destructors and exit handlers of the candidate have no part in this. */
    _exit(0);
}

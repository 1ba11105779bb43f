/* Reading numbers, sizes and times of the configuration, which have bounds. */
#ifndef SERVER_BASE_CONFIG_CONFIG_NUMBERS_H
#define SERVER_BASE_CONFIG_CONFIG_NUMBERS_H

#include <stddef.h>

#include "shared/clock.h"

/* Room for a message about a value. */
#define CONFIG_WRONG 128

/*
 * Each sets *value and returns null, or returns what is wrong with the text,
 * possibly in the room given. A size may end in K or M; a time is in seconds,
 * and if most is 0, up to a year.
 */
const char *config_read_number(const char *text, size_t least, size_t most,
    size_t *value, char wrong[CONFIG_WRONG]);
const char *config_read_size(const char *text, size_t least, size_t most,
    size_t *value, char wrong[CONFIG_WRONG]);
const char *config_read_time(const char *text, usec least, usec most,
    usec *value, char wrong[CONFIG_WRONG]);

#endif

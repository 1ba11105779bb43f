/*
 * The configuration file and the files it includes, read line by line as if
 * they were one file.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_FILE_H
#define SERVER_BASE_CONFIG_CONFIG_FILE_H

#include "base/config/config_keys.h"
#include "shared/error.h"

/*
 * Sets the keys in the file and records them in config->said. Stops at the
 * first fault: false, with the file and the line in *why.
 */
bool config_file_read(
    struct config *config, const char *path, struct error *why);

/*
 * Sets one key as a file would, and records it. Returns null, or what is wrong
 * with the value, possibly in the room given.
 */
const char *config_file_set(struct config *config, const char *key,
    const char *value, char wrong[CONFIG_WRONG]);

#endif

/*
 * The file of the configuration, and those that it includes: each line in its
 * turn, as if all of them were one file. Used by config.c.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_FILE_H
#define SERVER_BASE_CONFIG_CONFIG_FILE_H

#include "base/config/config_keys.h"
#include "shared/error.h"

/*
 * Sets what the file says, and keeps it in config->said. False with *why, which
 * names the file and the line, at the first that is wrong.
 */
bool config_file_read(
    struct config *config, const char *path, struct error *why);

/*
 * Sets one key as a file would, and keeps it. Null, or what is wrong with its
 * value, which may stand in that room.
 */
const char *config_file_set(struct config *config, const char *key,
    const char *value, char wrong[CONFIG_WRONG]);

#endif

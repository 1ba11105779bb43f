/*
 * The configuration: defaults, then the file and the files it includes, then
 * the command line; later values override earlier ones. It is read as a whole
 * at start and on each reload, and a fault in any line rejects all of it. The
 * keys are in forkcastd.conf(5). Each is a row of keys.def and a member of
 * struct config, which config.c and config_keys.c fill and all others only
 * read.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_H
#define SERVER_BASE_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config/config_values.h"
#include "base/config/settings.h"
#include "shared/addr.h"
#include "shared/error.h"

/* The file that is read if the command line names none. */
extern const char config_default_file[];

/* A value from the command line, for that key. */
struct config_option {
	const char *key;
	const char *value;
};

/* The command line's part of the configuration. */
struct config_command_line {
	const char *file; /* null: none */
	bool may_lack; /* it need not exist */
	struct config_option option[64];
	size_t count;
};

/*
 * Fills *config from said, which was recorded from the file earlier, or, if
 * said is null, from the file; then from the command line. To be freed with
 * config_free. On a fault returns false, with an empty *config, and the fault
 * and its place in *why.
 */
bool config_restore(struct config *config,
    const struct config_command_line *line, const struct settings *said,
    struct error *why);
void config_free(struct config *config);

/* Fills *config from the file, as config_restore does. */
bool config_load(struct config *config, const struct config_command_line *line,
    struct error *why);

/*
 * Returns the configuration in force, which the start and each good reload set.
 */
const struct config *config_now(void);
void config_use(const struct config *config); /* takes ownership */

/*
 * Returns whether a journal runs: there is a place for what lasts, such as
 * tables and boxes of registered groups, even without a history.
 */
bool config_wants_journal(const struct config *config);

#endif

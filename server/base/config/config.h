/*
 * The configuration: defaults, then the file with those that it includes, then
 * the command line, each over the one before. Read as a whole at start and on
 * each reload: a fault in any line refuses all of it. The keys are in
 * forkcastd.conf(5). Used by forkcastd.c and reload.c; others only read the
 * struct.
 */
#ifndef SERVER_BASE_CONFIG_CONFIG_H
#define SERVER_BASE_CONFIG_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/config/config_values.h"
#include "base/config/settings.h"
#include "shared/addr.h"
#include "shared/error.h"

/* The file that is read where the command line names none. */
extern const char config_usual_file[];

/* A value of the command line, by the key that it stands for. */
struct config_option {
	const char *key;
	const char *value;
};

/* What the command line says about the configuration. */
struct config_command_line {
	const char *file; /* null: none */
	bool may_lack; /* it is read if it is there */
	struct config_option option[64];
	size_t count;
};

/*
 * Fills *config, which config_free empties again, from the file, or from what
 * it has said at another time, unless that is null. On a fault returns false
 * with what is wrong and where in *why; *config is then empty.
 */
bool config_restore(struct config *config,
    const struct config_command_line *line, const struct settings *said,
    struct error *why);
void config_free(struct config *config);

/* The same from the file. */
static inline bool
config_load(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	return config_restore(config, line, NULL, why);
}

/* The one in force; set by the first and by each good reload. */
const struct config *config_now(void);
void config_use(const struct config *config); /* takes it over */

#endif

/* Reading the configuration: see config.h. */
#include "base/config/config.h"

#include <errno.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/config/config_file.h"
#include "base/config/config_keys.h"
#include "shared/str.h"

/* Set by the Makefile; other builds use the default. */
#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

const char config_default_file[] = SYSCONFDIR "/forkcastd.conf";

/* Not saved: the file and the command line are read again. */
static struct {
	struct config now;
} configs;

/* Sets a key that was recorded earlier. */
static const char *
set_again(void *context, const char *name, const char *value)
{
	static char wrong[CONFIG_WRONG];

	return config_file_set(context, name, value, wrong);
}

static bool
set_options(struct config *config, const struct config_command_line *line,
    struct error *why)
{
	char room[CONFIG_WRONG];

	for (size_t i = 0; i < line->count; i++) {
		const struct config_option *option = &line->option[i];
		const char *wrong = config_key_set(
		    config, option->key, option->value, CONFIG_OPTION, room);
		if (wrong != NULL)
			return error_set(why, EX_USAGE, "%s %s: %s",
			    option->key, option->value, wrong);
	}
	return true;
}

/* Checks values against each other. */
static bool
fits_together(const struct config *config, const char *file, struct error *why)
{
	/* A detached server runs in /, where it would name another file. */
	const char *path = file != NULL && file[0] != '/' ?
	    file :
	    config_keys_relative(config);

	if (config->group.count > config->max_groups)
		return error_set(why, EX_CONFIG,
		    "group: %zu groups, but max_groups is %zu",
		    config->group.count, config->max_groups);
	if (config->responder != NULL && !config->board)
		return error_set(why, EX_CONFIG,
		    "responder: needs the scoreboard: remove \"board no\" or "
		    "responder");
	if (config->history != HISTORY_NO && config->state == NULL)
		return error_set(why, EX_CONFIG,
		    "history: needs a directory for its files: set \"state\", "
		    "or remove history");
	if (config->detach && path != NULL)
		return error_set(why, EX_USAGE,
		    "cannot detach: %s is not an absolute path", path);
	return true;
}

static bool
is_there(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 || (errno != ENOENT && errno != ENOTDIR);
}

/* Reads the recorded settings, or else the file. */
static bool
load(struct config *config, const struct config_command_line *line,
    const struct settings *said, struct error *why)
{
	if (said != NULL)
		return settings_give(said, set_again, config, why);
	return line->file == NULL ||
	    (line->may_lack && !is_there(line->file)) ||
	    config_file_read(config, line->file, why);
}

bool
config_restore(struct config *config, const struct config_command_line *line,
    const struct settings *said, struct error *why)
{
	if (config_keys_default(config, why) && load(config, line, said, why) &&
	    set_options(config, line, why) &&
	    fits_together(config, line->file, why)) {
		config_keys_settle(config);
		return true;
	}
	config_free(config);
	return false;
}

void
config_free(struct config *config)
{
	settings_free(&config->said);
	config_keys_free(config);
	*config = (struct config) { 0 };
}

const struct config *
config_now(void)
{
	return &configs.now;
}

void
config_use(const struct config *config)
{
	config_free(&configs.now);
	configs.now = *config;
}

bool
config_wants_journal(const struct config *config)
{
	return config->state != NULL;
}

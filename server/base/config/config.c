/* Reading the configuration: see config.h. */
#include "base/config/config.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "base/config/config_file.h"
#include "base/config/config_keys.h"
#include "base/mem/arena.h"
#include "shared/str.h"

/* Set by the Makefile; other builds use the default. */
#ifndef SYSCONFDIR
#define SYSCONFDIR "/etc"
#endif

const char config_default_file[] = SYSCONFDIR "/forkcastd.conf";

/* Nothing is saved: the file and the command line are read again. */
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

static const struct config_option defaults[] = {
	{ "listen", ADDR_DEFAULT },
	{ "trusted", "127.0.0.0/8" },
	{ "trusted", "::1" },
	{ "group", "1" },
	{ "group", "2" },
	{ "group", "3" },
	{ "password_time", "1" },
	{ "max_clients", "1000" },
	{ "exempt", "127.0.0.0/8" },
	{ "exempt", "::1" },
	{ "max_per_address", "50" },
	{ "connect_rate", "120" },
	{ "login_rate", "120" },
	{ "account_rate", "30" },
	{ "crash_time", "60" },
	{ "max_joined", "100" },
	{ "max_groups", "10000" },
	{ "max_made", "100" },
	{ "max_made_per_address", "500" },
	{ "max_per_user", "50" },
	{ "line_rate", "100" },
	{ "line_burst", "1000" },
	{ "byte_rate", "128K" },
	{ "byte_burst", "1M" },
	{ "join_rate", "120" },
	{ "rename_rate", "20" },
	{ "profile_rate", "20" },
	{ "mode_rate", "120" },
	{ "invite_rate", "20" },
	{ "stall_time", "30" },
	{ "hold_time", "10" },
	{ "grace", "5" },
	{ "chunk_time", "1" },
	{ "irc", "yes" },
	{ "board", "yes" },
	{ "nice", "-20" },
	{ "hello_time", "20" },
	{ "idle_time", "0" },
	{ "ping_time", "30" },
	{ "queue_max", "8M" },
	{ "queue_total", "256M" },
	{ "table_max", "4M" },
	{ "box_max", "4M" },
	{ "accounts", "yes" },
	{ "hash_rounds", "100000" },
	{ "register", "yes" },
};

static bool
set_defaults(struct config *config, struct error *why)
{
	char room[CONFIG_WRONG];

	*config = (struct config) { 0 };
	for (size_t i = 0; i < COUNT(defaults); i++) {
		const char *wrong = config_key_set(config, defaults[i].key,
		    defaults[i].value, CONFIG_DEFAULT, room);
		if (wrong != NULL)
			return error_set(
			    why, EX_OSERR, "%s: %s", defaults[i].key, wrong);
	}
	config->max_clients_given = false;
	return true;
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

static bool
is_relative(const char *path)
{
	return path != NULL && path[0] != '/';
}

/*
 * Returns a path that is relative, or null. A detached server runs in /, where
 * a relative path would name another file.
 */
static const char *
relative_path(const struct config *config, const char *file)
{
	if (is_relative(file))
		return file;
	if (is_relative(config->pid_file))
		return config->pid_file;
	if (config->control != NULL && strchr(config->control, '/') != NULL &&
	    is_relative(config->control))
		return config->control;
	if (is_relative(config->state))
		return config->state;
	if (is_relative(config->password_file))
		return config->password_file;
	if (is_relative(config->motd))
		return config->motd;
	for (size_t i = 0; i < config->listen.count; i++)
		if (strchr(config->listen.at[i], '/') != NULL &&
		    is_relative(config->listen.at[i]))
			return config->listen.at[i];
	return NULL;
}

static void
settle_networks(struct config *config)
{
	networks_sort(&config->allow.set);
	networks_sort(&config->deny.set);
	networks_sort(&config->exempt.set);
	networks_sort(&config->trusted.set);
}

/* Checks values against each other. */
static bool
fits_together(const struct config *config, const char *file, struct error *why)
{
	const char *path = relative_path(config, file);

	if (config->group.count > config->max_groups)
		return error_set(why, EX_CONFIG,
		    "group: %zu groups, but max_groups is %zu",
		    config->group.count, config->max_groups);
	if (config->responder != NULL && !config->board)
		return error_set(why, EX_CONFIG,
		    "responder: needs the scoreboard: remove \"board no\" or "
		    "responder");
	if (config->board_group != NULL && !config->board)
		return error_set(why, EX_CONFIG,
		    "board_group: needs the scoreboard: remove \"board no\" "
		    "or board_group");
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
	if (set_defaults(config, why) && load(config, line, said, why) &&
	    set_options(config, line, why) &&
	    fits_together(config, line->file, why)) {
		settle_networks(config);
		return true;
	}
	config_free(config);
	return false;
}

void
config_free(struct config *config)
{
	settings_free(&config->said);
	config_list_clear(&config->listen);
	config_list_clear(&config->group);
	config_list_clear(&config->oper);
	networks_free(&config->allow.set);
	networks_free(&config->deny.set);
	networks_free(&config->exempt.set);
	networks_free(&config->trusted.set);
	arena_free_text(config->user);
	arena_free_text(config->pid_file);
	arena_free_text(config->password_file);
	arena_free_text(config->server_name);
	arena_free_text(config->network);
	arena_free_text(config->motd);
	arena_free_text(config->board_group);
	arena_free_text(config->control);
	arena_free_text(config->responder);
	arena_free_text(config->state);
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

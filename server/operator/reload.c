/* Reload (HUP): see reload.h. */
#include "operator/reload.h"

#include <limits.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/confine.h"
#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/config/capacity.h"
#include "base/config/config.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/mem/arena.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "operator/notify.h"
#include "operator/scoreboard.h"
#include "operator/shutdown.h"
#include "operator/upgrade.h"
#include "policy/logins.h"
#include "policy/password.h"
#include "router/deadlines.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/verbs/accounts/auth_methods.h"
#include "router/verbs/accounts/registered_groups.h"
#include "router/verbs/accounts/server_op_cmds.h"
#include "router/verbs/people/motd.h"
#include "router/verbs/people/server_ops.h"
#include "router/verbs/work/permanent_groups.h"
#include "router/verbs/work/store.h"

/* The size of the list of names, which must fit into one line of an answer. */
#define WAITS_ROOM 512

static struct reload {
	struct config_command_line *line;
	size_t in_file; /* number of keys in the file when it was last read */
	size_t source; /* enum config_source of the listen key */
	struct settings said; /* loaded from a state, until in force */
	bool happened; /* the configuration was read since reload_forget */
	char *file; /* the usual file of the old program, in the arena */
	struct settings
	    fixed; /* the values in force of FIXED keys that are set */
	struct str waits; /* the keys and sockets that need a restart */
	char *names; /* the memory of waits, in the arena */
} reload;

/*
 * Returns the key with that number, and its value; null: there are no more. If
 * root has started the server, "user" has a value even if none is given.
 */
static const char *
next_fixed(const struct config *config, size_t number, struct str *value,
    char room[CONFIG_DIGITS])
{
	const char *key = config_fixed(config, number, value, room);

	if (key != NULL && value->len == 0 &&
	    str_eq(str_from(key), STR("user")) &&
	    (geteuid() == 0 || self_was_root()))
		*value = STR(SELF_USUAL_USER);
	return key;
}

/*
 * Records the values of the configuration: the new ones at the start and where
 * an upgrade can change the setting, otherwise the old ones. False if there is
 * no memory.
 */
static bool
record_fixed(const struct config *config)
{
	struct settings values = { 0 };
	char room[CONFIG_DIGITS];
	struct str value;
	const char *key;

	for (size_t i = 0; (key = next_fixed(config, i, &value, room)) != NULL;
	     i++) {
		const struct str old = settings_find(&reload.fixed, key);
		const struct str name = str_from(key);
		if (reload.fixed.len > 0 && !str_eq(name, STR("sandbox")) &&
		    !(str_eq(name, STR("board")) && str_eq(old, STR("no"))))
			value = old;
		if (value.len > 0 && !settings_add(&values, name, value)) {
			settings_free(&values);
			return false;
		}
	}
	settings_free(&reload.fixed);
	reload.fixed = values;
	return true;
}

static void
add_waiting(struct buf *names, struct str first, struct str second)
{
	(void)BUF_CAT(names, buf_len(names) > 0 ? STR(", ") : STR(""), first,
	    second); /* what does not fit is left out */
}

bool
config_dry_run(const struct config *config, struct error *why)
{
	return self_check(config, why) &&
	    confine_check((enum sandbox_mode)config->sandbox, why) &&
	    password_read(config->password_file, why) &&
	    motd_read(config->motd, why) &&
	    (!config->peer_names || logins_read(why)) &&
	    capacity_check(config, why) && helpers_check(config, why) &&
	    listen_check(&config->listen, why);
}

bool
config_dry_run_start(const struct config *config, struct error *why)
{
	const struct listen_options none = { .proxy = false };

	return config->control == NULL || strcmp(config->control, "off") == 0 ||
	    listen_check_one(config->control, &none, why);
}

/*
 * Acquires all that may fail: addresses, memory, helpers. False with *why, and
 * nothing has changed.
 */
static bool
acquire_all(
    struct config *config, size_t *clients, bool restored, struct error *why)
{
	if (restored ? config->peer_names && !logins_read(why) :
		       !config_dry_run(config, why))
		return false;
	if (!capacity_find(config, clients, why))
		return false;
	if (helpers_prepare(config, why)) {
		if (listen_to(&config->listen, why))
			return true;
		helpers_undo();
	}
	capacity_undo();
	return false;
}

/*
 * Lists and logs the keys whose values in the configuration are not in force,
 * and the listening sockets whose options are not, as in "user, pid_file".
 */
static void
note_needs_restart(const struct config *config)
{
	char room[CONFIG_DIGITS];
	struct str value;
	struct buf names;
	const char *key;

	buf_init(&names, reload.names, WAITS_ROOM);
	for (size_t i = 0; (key = next_fixed(config, i, &value, room)) != NULL;
	     i++)
		if (!str_eq(value, settings_find(&reload.fixed, key)))
			add_waiting(&names, str_from(key), STR(""));
	for (size_t i = 0; i < listen_count(); i++)
		if (listen_get(i)->options_changed)
			add_waiting(&names, STR("listen "),
			    str_from(listen_get(i)->wanted));
	reload.waits = buf_str(&names);
	if (reload.waits.len > 0)
		LOG(STR("reload: restart the server to change {}"),
		    reload.waits);
}

/*
 * Applies a configuration. If it is restored, the password and the message of
 * the day are those of the state.
 */
static bool
apply(struct config *config, bool restored, struct error *why)
{
	size_t clients;

	if (reload.fixed.len == 0 && !record_fixed(config))
		return error_set(why, EX_OSERR, "no memory for a reload");
	if (!acquire_all(config, &clients, restored, why))
		return false;
	if (!restored) {
		password_use();
		motd_use();
	}
	if (config->peer_names)
		logins_use();
	helpers_use(config);
	clients_limit(clients);
	scoreboard_limit(clients);
	permanent_groups_use(config);
	/*
	 * A slow client shall get a goodbye, so TCP must not give up on it
	 * before us.
	 */
	listen_set_patience(config->stall_time + config->grace);
	log_configure(config->verbose, (enum log_time)config->log_time,
	    (enum log_format)config->log_format);
	config_use(config);
	FOR_EACH_GROUP(group)
		store_begin_group(group); /* the table or box may be new */
	server_ops_review();
	registered_groups_review();
	if (!restored)
		auth_methods_changed();
	note_needs_restart(config_now());
	settings_free(&reload.said);
	reload.in_file = config->in_file;
	reload.source = config->listen.source;
	deadlines_reset();
	return true;
}

bool
reload_apply(struct config *config, struct error *why)
{
	return apply(config, false, why);
}

/* Logs the refusal, and whether root might have succeeded. */
static void
log_refused(const struct error *why)
{
	const bool root_might = self_was_root() &&
	    (why->code == EX_NOPERM || why->code == EX_OSERR);

	LOG_AT(LEVEL_ERR, STR("reload: refused: {reason}{}"),
	    str_from(why->text),
	    root_might ? STR("; this may need root privileges, which the "
			     "server has given up: restart it") :
			 STR(""));
}

/*
 * Returns whether the file still has settings; false with *why. An empty or
 * truncated file is refused: with it the server would leave its addresses for
 * the default one, and forget its password.
 */
static bool
is_whole(const struct config *config, const char *file, struct error *why)
{
	if (reload.in_file > 0 && config->in_file == 0)
		return error_set(why, EX_CONFIG, "%s: %s",
		    file != NULL ? file : "configuration",
		    file != NULL && access(file, F_OK) == 0 ?
			"no longer has any settings" :
			"no longer exists");
	if (reload.source == CONFIG_FILE &&
	    config->listen.source == CONFIG_DEFAULT)
		return error_set(why, EX_CONFIG,
		    "%s: no longer has a listen key; add one, or restart to "
		    "use the default address",
		    file);
	return true;
}

/* Reads and applies the configuration; upgrade: in a new program. */
static bool
read_and_apply(bool upgrade, struct error *why)
{
	const struct config_command_line *line = reload.line;
	struct config config;

	if (!config_load(&config, line, why))
		return false;
	if (is_whole(&config, line->file, why) &&
	    (!upgrade || record_fixed(&config) ||
		error_set(why, EX_OSERR, "no memory for an upgrade")) &&
	    reload_apply(&config, why))
		return true;
	config_free(&config);
	return false;
}

/* Puts the configuration of the state in force; false with *why. */
static bool
restore(struct error *why)
{
	struct config config;

	if (!config_restore(&config, reload.line, &reload.said, why))
		return false;
	if ((record_fixed(&config) ||
		error_set(why, EX_OSERR, "no memory for an upgrade")) &&
	    apply(&config, true, why))
		return true;
	config_free(&config);
	return false;
}

bool
reload_take_over(struct error *why)
{
	struct error refused;

	if (read_and_apply(true, &refused))
		return true;
	if (!restore(why))
		return false;
	log_refused(&refused);
	return true;
}

bool
reload_check(struct error *why)
{
	const struct config_command_line *line = reload.line;
	struct config config;
	bool good;

	if (!config_load(&config, line, why))
		return false;
	good =
	    is_whole(&config, line->file, why) && config_dry_run(&config, why);
	config_free(&config);
	return good;
}

void
reload_init(struct config_command_line *line)
{
	reload.line = line;
}

void
reload_forget(void)
{
	if (reload.happened)
		stack_wipe();
	reload.happened = false;
}

bool
reload_all(struct error *why)
{
	bool good;

	log_reopen();
	/* A reload could open the listeners again. */
	if (shutdown_word() != NULL) {
		(void)error_set(
		    why, EX_UNAVAILABLE, "the server is %s", shutdown_word());
		log_refused(why);
		return false;
	}
	reload.happened = true;
	notify_reloading();
	good = read_and_apply(false, why);
	stats_reload(good);
	if (good)
		LOG_AT(LEVEL_NOTICE, STR("reload: done"));
	else
		log_refused(why);
	notify_reloaded(good);
	return good;
}

struct str
reload_needs_restart(void)
{
	return reload.waits;
}

void
reload_turn(void)
{
	struct error why;
	bool good;

	if (!server_op_want_reload() || upgrade_is_running())
		return;
	good = reload_all(&why);
	server_op_reloaded(good, good ? STR("") : str_from(why.text));
}

static const struct field saved[] = {
	FIELD(NUMBER, struct reload, in_file),
	FIELD_UPTO(NUMBER, struct reload, source, CONFIG_OPTION),
};

/*
 * Returns whether the file is the usual one, because the command line names
 * none.
 */
static bool
has_usual_file(void)
{
	return reload.line != NULL && reload.line->may_lack;
}

static void
reload_save(struct state *state)
{
	fields_put(state, FIELDS(saved), &reload);
	settings_save(reload.said.len > 0 ? &reload.said : &config_now()->said,
	    STR("setting"), state);
	if (has_usual_file() && reload.line->file != NULL)
		state_put_text(state, STR("file"), str_from(reload.line->file));
	settings_save(&reload.fixed, STR("fixed"), state);
}

static void
reload_load(struct state *state)
{
	/*
	 * The usual file is the old program's, whether or not it exists: this
	 * program's may be another one.
	 */
	if (has_usual_file())
		reload.line->file = NULL;
	while (state_next(state))
		if (state_is(state, STR("setting"))) {
			settings_load_line(&reload.said, state);
		} else if (state_is(state, STR("file"))) {
			if (!has_usual_file())
				continue;
			arena_free_text(reload.file);
			reload.file = state_text(state, PATH_MAX);
			reload.line->file = reload.file;
		} else if (state_is(state, STR("fixed"))) {
			settings_load_line(&reload.fixed, state);
		} else {
			fields_get(state, FIELDS(saved), &reload);
		}
}

MODULE(reload) = { TABLES(TABLE(reload.names, WAITS_ROOM)),
	SECTION("configuration", reload, 0) };

/* Reload (HUP): see reload.h. */
#include "operator/reload.h"

#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "accept/helpers.h"
#include "accept/listen.h"
#include "accept/spawn.h"
#include "base/config/config.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "operator/shutdown.h"
#include "policy/logins.h"
#include "policy/password.h"
#include "router/accounts/registered_groups.h"
#include "router/group/group.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/ops/server.h"
#include "router/self/self.h"
#include "router/work/store.h"
#include "upgrade/upgrade_exec.h"

/* The size of the list of names, which must fit into one line of an answer. */
#define WAITS_ROOM 512

static struct reload {
	struct config_command_line *line;
	struct str waits; /* the keys and sockets that need a restart */
	char *names; /* the memory of waits, in the arena */
} reload;

bool
reload_dry_run(const struct config *config, bool starts, size_t *clients,
    struct error *why)
{
	return self_find_user(config, true, why) &&
	    spawn_check_confinement((enum sandbox_mode)config->sandbox, why) &&
	    password_read(config->password_file, why) &&
	    server_motd_read(config->motd, why) &&
	    self_capacity(config, clients, why) && helpers_check(config, why) &&
	    listen_check(&config->listen, why) &&
	    (!starts || config->control == NULL ||
		strcmp(config->control, "off") == 0 ||
		listen_check_one(config->control, why));
}

/* Puts in force what has been acquired. */
static void
put_in_force(const struct config *config, size_t clients)
{
	if (config->peer_names)
		logins_read();
	helpers_use(config);
	conns_counts()->max = clients;
	join_keep_permanent(config);
	/*
	 * A slow client shall get a goodbye, so TCP must not give up on it
	 * before us.
	 */
	listen_set_patience(config->stall_time + config->grace);
	log_configure((enum log_time)config->log_time);
	if (clients != config->max_clients)
		LOG_AT(LEVEL_WARNING,
		    STR("limit: max_clients is {} instead of {}: the limit on "
			"{} allows no more"),
		    DECIMAL(clients), DECIMAL(config->max_clients),
		    str_from(self_now()->limit));
}

/* Lets others see it that have what the configuration gives them. */
static void
review(void)
{
	FOR_EACH_GROUP(group) {
		store_begin_group(group); /* the table or box may be new */
		registered_groups_begin(group);
	}
	profile_review_opers(STR(""));
	FOR_EACH_SLOT(number)
		slots_resume(number); /* its rate may be another */
}

/*
 * Notes the keys whose values are not in force until a restart, and the
 * listening sockets whose options are not, as in "user, pid_file".
 */
bool
reload_apply(struct config *config, struct error *why)
{
	struct buf names;
	size_t clients;

	buf_init(&names, reload.names, WAITS_ROOM);
	reload.waits = STR("");
	if (!reload_dry_run(config, false, &clients, why))
		return false;
	if (!config_keep_fixed(config, &names))
		return error_set(why, EX_OSERR, "no memory for a reload");
	if (config->history != HISTORY_NO && config->state == NULL)
		return error_set(why, EX_CONFIG,
		    "history: needs the directory \"state\", which only a "
		    "start opens: restart the server");
	if (!helpers_open(config, why) || !listen_to(&config->listen, why))
		return false;
	password_use();
	server_motd_use();
	put_in_force(config, clients);
	config_use(config);
	review();
	door_offers_changed();
	for (size_t i = 0; i < listen_count(); i++)
		if (listen_get(i)->options_changed)
			(void)BUF_CAT(&names,
			    buf_len(&names) > 0 ? STR(", ") : STR(""),
			    STR("listen "), str_from(listen_get(i)->wanted));
	reload.waits = buf_str(&names);
	if (reload.waits.len > 0)
		LOG(STR("reload: restart the server to change {}"),
		    reload.waits);
	return true;
}

/*
 * Puts the configuration of the state in force, whose password and message of
 * the day are in the state, too.
 */
bool
reload_take_over(bool checks, struct error *why)
{
	const struct config *config = config_now();
	size_t clients;

	if (!self_capacity(config, &clients, why))
		return false;
	if (!checks) {
		if (!helpers_open(config, why) ||
		    !listen_to(&config->listen, why))
			return false;
		put_in_force(config, clients);
		review();
	}
	/* What is required, the rehearsal looks for; else the log tells. */
	return spawn_check_confinement(
	    (enum sandbox_mode)config->sandbox, checks ? why : NULL);
}

/*
 * Returns whether the file still has settings; false with *why. An empty or
 * truncated file is refused: with it the server would leave its addresses for
 * the default one, and forget its password.
 */
static bool
is_whole(const struct config *config, const char *file, struct error *why)
{
	const struct config *now = config_now();

	if (now->in_file && !config->in_file)
		return error_set(why, EX_CONFIG,
		    "%s: no longer has any settings",
		    file != NULL ? file : "configuration");
	if (now->listen.source == CONFIG_FILE &&
	    config->listen.source == CONFIG_DEFAULT)
		return error_set(why, EX_CONFIG,
		    "%s: no longer has a listen key; add one, or restart to "
		    "use the default address",
		    file);
	return true;
}

void
reload_init(struct config_command_line *line)
{
	reload.line = line;
}

bool
reload_all(struct error *why)
{
	const struct config_command_line *line = reload.line;
	struct config config;
	bool good;

	/* A reload could open the listeners again. */
	good = shutdown_word() == NULL ||
	    error_set(why, EX_UNAVAILABLE, "the server is %s", shutdown_word());
	if (good && config_load(&config, line, why)) {
		good = is_whole(&config, line->file, why) &&
		    reload_apply(&config, why);
		if (!good)
			config_free(&config);
	} else {
		good = false;
	}
	stats_reload(good);
	if (good)
		LOG_AT(LEVEL_NOTICE, STR("reload: done"));
	else
		LOG_AT(LEVEL_ERR, STR("reload: refused: {reason}{}"),
		    str_from(why->text),
		    self_now()->was_root &&
			    (why->code == EX_NOPERM || why->code == EX_OSERR) ?
			STR("; this may need root privileges, which the server "
			    "has given up: restart it") :
			STR(""));
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

	if (upgrade_exec_wish() == NULL && watch_take_signal(SIGHUP))
		(void)reload_all(&why); /* the log has the result */
}

MODULE(reload) = { TABLES(TABLE(reload.names, WAITS_ROOM)) };

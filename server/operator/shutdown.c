/* How this program ends: see shutdown.h. */
#include "operator/shutdown.h"

#include <stddef.h>
#include <string.h>
#include <sysexits.h>

#include "accept/admit.h"
#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/config/config.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "operator/control.h"
#include "operator/launch.h"
#include "router/delivery/disconnect_requests.h"
#include "router/disconnect.h"
#include "router/history/journal_link.h"
#include "router/model/clients.h"
#include "router/model/slots.h"

/* Not saved: a server that is draining or stopping is never upgraded. */
static struct {
	bool draining;
	bool stopping;
	bool helpers_told; /* to end, as the last */
} end;

static void
let_nobody_in(enum score_state state)
{
	stats_state(state);
	admit_stop(true);
	listen_close();
}

static void
stop_helpers(void)
{
	end.helpers_told = true;
	helpers_stop();
	if (end.stopping)
		disconnect_all(BYE_SHUTDOWN, true);
	watch_no_wait(); /* the end of a turn is too late for their byes */
}

void
shutdown_stop(void)
{
	if (end.stopping) {
		/* Kills all who still live; the log says what is not stored. */
		stop_helpers();
		FOR_EACH_SLOT(number)
			disconnect_kill_after(number, 0);
		return;
	}
	LOG_AT(LEVEL_NOTICE, STR("stopping: disconnecting {clients}{}"),
	    COUNTED(clients_used(), "client"));
	end.stopping = true;
	let_nobody_in(SCORE_STOPPING);
	launch_notify_stopping();
	if (config_now()->state != NULL)
		disconnect_all(BYE_SHUTDOWN, false);
	else
		stop_helpers();
}

void
shutdown_drain(void)
{
	if (end.draining || end.stopping)
		return;
	LOG_AT(LEVEL_NOTICE,
	    STR("draining: not accepting clients; {clients}{} left"),
	    COUNTED(clients_used(), "client"));
	end.draining = true;
	let_nobody_in(SCORE_DRAINING);
}

bool
shutdown_admit(struct error *why)
{
	if (!end.draining || end.stopping || end.helpers_told)
		return error_set(
		    why, EX_UNAVAILABLE, "the server is not draining");
	if (listen_inherited() > 0)
		return error_set(why, EX_UNAVAILABLE,
		    "the server has closed the sockets that it had from its "
		    "supervisor: restart it");
	if (!listen_to(&config_now()->listen, why))
		return false;
	LOG_AT(LEVEL_NOTICE, STR("draining: ended; accepting clients"));
	end.draining = false;
	admit_stop(false);
	stats_state(SCORE_RUNNING);
	return true;
}

const char *
shutdown_word(void)
{
	if (end.stopping)
		return "stopping";
	return end.draining ? "draining" : NULL;
}

void
shutdown_turn(void)
{
	if (shutdown_word() != NULL && clients_used() == 0 &&
	    !end.helpers_told && journal_link_is_settled())
		stop_helpers();
}

bool
shutdown_is_over(void)
{
	return end.helpers_told && slots_used() == 0;
}

/* The request, and the result of the last one. */
static struct upgrade {
	struct upgrade_wish wish;
	bool running;
	bool good; /* the result */
	char text[1024];
} upgrade;

const char *
shutdown_ask_upgrade(struct str path, bool rehearse_only, bool awaited)
{
	if (shutdown_word() != NULL)
		return "the server is draining or stopping";
	/* Or it is over, but who asked for it has to hear of it first. */
	if (upgrade.running || control_awaits_upgrade())
		return "another upgrade is running";
	if (path.len == 0 && self_now()->program == NULL)
		return "unknown program file; name one";
	if (path.len == 0)
		path = str_from(
		    self_now()->program); /* fits, or it could not run */
	if (path.at[0] != '/' || path.len >= sizeof(upgrade.wish.path))
		return "the path of the program must be absolute";
	upgrade.running = true;
	upgrade.wish = (struct upgrade_wish) { .rehearse_only = rehearse_only,
		.awaited = awaited };
	memcpy(upgrade.wish.path, path.at, path.len);
	watch_no_wait();
	return NULL;
}

void
shutdown_signal_upgrade(void)
{
	const char *why = shutdown_ask_upgrade(STR(""), false, false);

	if (why != NULL)
		LOG_AT(LEVEL_WARNING, STR("upgrade: refused: {reason}"),
		    str_from(why));
}

void
shutdown_cancel_upgrade(void)
{
	if (!upgrade.running)
		return;
	upgrade.wish.cancelled = true;
	watch_no_wait();
}

const struct upgrade_wish *
shutdown_upgrade(void)
{
	return upgrade.running ? &upgrade.wish : NULL;
}

void
shutdown_finish_upgrade(bool good, struct str text)
{
	const size_t most = sizeof(upgrade.text) - 1;
	const size_t len = text.len < most ? text.len : most;

	upgrade.running = false;
	upgrade.good = good;
	memcpy(upgrade.text, text.at, len);
	upgrade.text[len] = '\0';
	watch_no_wait();
}

struct str
shutdown_upgrade_result(bool *good)
{
	*good = upgrade.good;
	return str_from(upgrade.text);
}

static const struct field saved[] = {
	FIELD(TEXT, struct upgrade, wish.path),
	FIELD(BOOL, struct upgrade, running),
};

MODULE(upgrade) = { FIELDS_SECTION("upgrade", saved, upgrade) };

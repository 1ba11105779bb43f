/* The end of the server: see shutdown.h. */
#include "operator/shutdown.h"

#include <stddef.h>
#include <sysexits.h>

#include "accept/admit.h"
#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/watch.h"
#include "operator/launch.h"
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
		disconnect_all(BYE_SHUTDOWN);
	watch_no_wait(); /* the end of a turn is too late for their byes */
}

void
shutdown_stop(void)
{
	if (end.stopping) {
		/* Kills all who still live; the log says what is not stored. */
		stop_helpers();
		disconnect_kill_all();
		return;
	}
	LOG_AT(LEVEL_NOTICE, STR("stopping: disconnecting {#clients}{}"),
	    DECIMAL(clients_used()),
	    clients_used() == 1 ? STR(" client") : STR(" clients"));
	end.stopping = true;
	let_nobody_in(SCORE_STOPPING);
	(void)notify_say(NOTIFY_STOPPING);
	if (config_wants_journal(config_now()))
		disconnect_clients(BYE_SHUTDOWN);
	else
		stop_helpers();
}

void
shutdown_drain(void)
{
	if (end.draining || end.stopping)
		return;
	LOG_AT(LEVEL_NOTICE,
	    STR("draining: not accepting clients; {#clients}{}"),
	    DECIMAL(clients_used()),
	    clients_used() == 1 ? STR(" client left") : STR(" clients left"));
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
	if (shutdown_word() == NULL || clients_used() > 0)
		return;
	if (!end.helpers_told && journal_link_is_settled())
		stop_helpers();
}

bool
shutdown_is_over(void)
{
	return end.helpers_told && slots_used() == 0;
}

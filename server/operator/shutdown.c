/* How this program ends: see shutdown.h. */
#include "operator/shutdown.h"

#include <stddef.h>

#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/watch.h"
#include "operator/launch.h"
#include "router/delivery/disconnect_requests.h"
#include "router/disconnect.h"
#include "router/history/journal_link.h"
#include "router/model/clients.h"
#include "router/model/slots.h"

/*
 * Not saved: a server that is draining or stopping, as the counts say
 * (stats.h), is never upgraded.
 */
static struct {
	bool helpers_told; /* to end, as the last */
} end;

static void
let_nobody_in(enum stats_state state)
{
	stats_state(state);
	listen_close();
}

static void
stop_helpers(void)
{
	end.helpers_told = true;
	helpers_stop();
	if (stats_now()->state == STATS_STOPPING)
		disconnect_all(BYE_SHUTDOWN, true);
	watch_no_wait(); /* the end of a turn is too late for their byes */
}

void
shutdown_stop(void)
{
	if (stats_now()->state == STATS_STOPPING) {
		/* Kills all who still live; the log says what is not stored. */
		stop_helpers();
		FOR_EACH_SLOT(number)
			disconnect_kill_after(number, 0);
		return;
	}
	LOG_AT(LEVEL_NOTICE, STR("stopping: disconnecting {clients}{}"),
	    COUNTED(conns_counts()->used, "client"));
	let_nobody_in(STATS_STOPPING);
	launch_notify_stopping();
	if (config_now()->state != NULL)
		disconnect_all(BYE_SHUTDOWN, false);
	else
		stop_helpers();
}

void
shutdown_drain(void)
{
	if (shutdown_word() != NULL)
		return;
	LOG_AT(LEVEL_NOTICE,
	    STR("draining: not accepting clients; {clients}{} left"),
	    COUNTED(conns_counts()->used, "client"));
	let_nobody_in(STATS_DRAINING);
}

const char *
shutdown_word(void)
{
	static const char *const words[] = {
		[STATS_DRAINING] = "draining", [STATS_STOPPING] = "stopping"
	};

	return words[stats_now()->state];
}

void
shutdown_turn(void)
{
	if (shutdown_word() != NULL && conns_counts()->used == 0 &&
	    !end.helpers_told && journal_link_is_settled())
		stop_helpers();
}

bool
shutdown_is_over(void)
{
	return end.helpers_told && slots_used() == 0;
}

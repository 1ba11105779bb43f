/* The end of the server: see shutdown.h. */
#include "operator/shutdown.h"

#include <stddef.h>

#include "accept/admit.h"
#include "accept/helpers.h"
#include "accept/listen.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "operator/notify.h"
#include "router/disconnect.h"
#include "router/model/clients.h"
#include "router/model/slots.h"

/* Not saved: a server that is draining or stopping is never upgraded. */
static struct {
	bool draining;
	bool stopping;
} end;

static void
let_nobody_in(enum score_state state)
{
	stats_state(state);
	admit_stop();
	listen_close();
}

void
shutdown_stop(void)
{
	if (end.stopping) {
		disconnect_kill_all();
		return;
	}
	LOG_AT(LEVEL_NOTICE, STR("stopping: disconnecting {#clients}{}"),
	    DECIMAL(clients_used()),
	    clients_used() == 1 ? STR(" client") : STR(" clients"));
	end.stopping = true;
	let_nobody_in(SCORE_STOPPING);
	notify_stopping();
	helpers_stop();
	disconnect_all(BYE_SHUTDOWN);
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
	if (end.draining && !end.stopping && clients_used() == 0)
		helpers_stop();
}

bool
shutdown_is_over(void)
{
	return shutdown_word() != NULL && slots_used() == 0;
}

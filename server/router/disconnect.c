/* The end of a client: see disconnect.h. */
#include "router/disconnect.h"

#include <assert.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "policy/peers.h"
#include "process/fork/exits.h"
#include "router/delivery/disconnect_requests.h"
#include "router/delivery/downlink.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/group/group.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/uplink.h"

/*
 * The budget for the goodbyes of one turn, besides that of its lines. The other
 * goodbyes are said in the next turn.
 */
#define SWEEP (BUDGET_TURN / 4)

/*
 * Takes the connection off its client; with the last one, removes that from
 * everywhere. Its last name is kept for the log.
 */
static void
leave_all(conn_id conn)
{
	const client_id client = client_of(conn);
	const struct set *groups = groups_of(client);

	if (conns_get(conn)->ended)
		return;
	fanout_settle();
	modules_close(conn);
	conns_get(conn)->ended = true;
	if (conns_count(client) > 0)
		return;
	while (groups->count > 0) {
		const uint32_t group = groups->at[groups->count - 1];
		budget_charge(WORK_BYTE, groups_members(group)->count);
		join_left_group(client, group);
	}
	modules_leave(client);
	watch_no_wait(); /* those who waited for this client go on */
}

/*
 * Tells of the quit in both forms. The short one gives the code of bye, for
 * programs, or what the client has said; the full one a sentence.
 */
static bool
tell_quit(const struct slot *slot)
{
	const struct str id = DECIMAL(event_ids_next()),
			 text = disconnect_told(slot);
	const struct str brief = slot->bye != BYE_QUIT ? bye_word(slot->bye) :
	    str_begins(text, QUIT_SAYS)		       ? text :
							 STR("");

	return fanout_sharers(slot->conn, false,
	    EVENT(WORDS(STR("quit"), id, clients_name(client_of(slot->conn)),
		      brief),
		WORDS(STR("quit"), id, FANOUT_ACTOR, text), slot->conn));
}

/*
 * Tells of the quit, if it is that of the last connection; without memory,
 * tries once more with the reserve filled up, if it can be. If that fails too,
 * nobody is told, and everybody who shares a group with the client is lost.
 */
static void
tell_others(const struct slot *slot)
{
	const client_id client = client_of(slot->conn);
	const struct str name = clients_name(client);
	const struct set *groups = groups_of(client);
	bool told;

	if (name.len == 0 || conns_count(client) > 1)
		return;
	told = tell_quit(slot);
	if (!told) {
		arena_recover();
		told = tell_quit(slot);
	}
	if (!told) {
		LOG_AT(LEVEL_ERR,
		    STR("memory: cannot announce that {name} quit"), name);
		for (size_t i = 0; i < groups->count; i++)
			fanout_mark_members_lost(groups->at[i]);
	}
	LOG(STR("{name}: quit"), name);
}

/* Queues bye after everything that waits; nothing follows it. */
static void
say_bye(uint32_t number, enum bye bye, struct str why)
{
	struct slot *slot = slots_get(number);

	slot->marks &= ~(unsigned)MARK_LOST; /* or bye would be too */
	fanout_slot(number, WORDS(STR("bye"), bye_word(bye), why));
	slot->bye = bye;
	if (conn_is(slot->conn))
		stats_add(STATS_BYE + bye, 1);
	slot->state = SLOT_ENDING;
	if (!disconnect_runs_lines(slot))
		uplink_discard(number);
	if (bye != BYE_QUIT || (slot->marks & MARK_LOST) != 0)
		disconnect_kill_after(number, config_now()->grace);
	if (slots_is_reaped(slot))
		disconnect_mark(number, MARK_DONE); /* nobody reads its bye */
}

/* Ends the slot as it is marked: tells the others, and the client why. */
static void
part_with(uint32_t number, struct slot *slot, bool lost)
{
	if (lost) {
		slot->bye = BYE_INTERNAL;
		slot->ending.why = bye_text(BYE_INTERNAL);
	}
	if (conn_is(slot->conn))
		tell_others(slot);
	if (slot->bye == BYE_SLOW_READER)
		downlink_cut(number); /* it never gets the lines that wait */
	say_bye(number, slot->bye, slot->ending.why);
	if (conn_is(slot->conn))
		leave_all(slot->conn);
}

void
disconnect_all(enum bye bye, bool helpers)
{
	FOR_EACH_SLOT(number) {
		struct slot *slot = slots_get(number);
		if (!conn_is(slot->conn) && !helpers)
			continue;
		if (slot->state == SLOT_OPEN)
			say_bye(number, bye, bye_text(bye));
		else
			disconnect_kill_after(number, config_now()->grace);
	}
}

/*
 * Handles a client that has hung up, or a worker that has closed the pipe.
 * Nothing is sent after the lines that were lost; the worker sees the end of
 * its downlink. Lines that it has sent already run until the grace is over.
 */
static void
hang_up(uint32_t number, struct slot *slot)
{
	const usec grace = config_now()->grace;

	downlink_forget(number);
	watch_close(&slot->down.fd);
	disconnect_add_reapable(number);
	if (slot->state != SLOT_OPEN) {
		disconnect_kill_after(number, grace);
		return;
	}
	if (slot->up.hung_until == 0)
		slot->up.hung_until = ticks_now() + grace;
	ticks_alarm(number, slot->up.hung_until);
	disconnect_kill_after(number, 2 * grace);
}

/*
 * Closes the downlink once bye is written. The client may still be reading what
 * the kernel holds.
 */
static void
close_downlink(uint32_t number, struct slot *slot)
{
	if (slot->state != SLOT_ENDING || slot->down.queue.bytes > 0 ||
	    slot->down.fd == -1)
		return;
	watch_close(&slot->down.fd);
	slot->state = SLOT_CLOSED;
	disconnect_add_reapable(number);
	disconnect_kill_after(
	    number, config_now()->stall_time + config_now()->grace);
}

static struct str
name_of(const struct slot *slot)
{
	const struct str name = clients_last_name(client_of(slot->conn));

	return name.len > 0 ? name : STR("-");
}

/* Returns whether it died by a fault of its own, or SIGSYS of the sandbox. */
static bool
has_crashed(const struct slot *slot)
{
	return WIFSIGNALED(slot->status) && WTERMSIG(slot->status) != SIGKILL &&
	    WTERMSIG(slot->status) != SIGTERM;
}

static void
log_ended(const struct slot *slot)
{
	const usec lived = (clock_mono() - slot->since) / SEC;
	const bool agreed = slot->state != SLOT_OPEN;
	struct buf *line =
	    log_begin(has_crashed(slot) ? LEVEL_WARNING : LEVEL_INFO);

	(void)BUF_CAT(line, STR("ended: "), name_of(slot), STR(" "),
	    str_from(conns_get(slot->conn)->peer), STR(" pid "),
	    DECIMAL((uint64_t)slot->log_pid), STR(", "));
	if (agreed)
		(void)BUF_CAT(line, STR("bye "), bye_word(slot->bye));
	if (!agreed || !WIFEXITED(slot->status) ||
	    WEXITSTATUS(slot->status) != EXITS_DONE) {
		if (agreed)
			(void)BUF_CAT(line, STR(" and "));
		exits_describe(line, slot->status);
	}
	(void)BUF_CAT(line, STR(", lived "), DECIMAL(lived), STR(" s, "),
	    DECIMAL(slot->up.lines), STR(" lines in, "),
	    DECIMAL(slot->down.lines), STR(" out"));
	if (slot->up.dropped > 0)
		(void)BUF_CAT(line, STR(", "), DECIMAL(slot->up.dropped),
		    STR(" dropped"));
	log_end();
}

/* Releases the client of a worker that has ended. */
static void
bury_client(struct slot *slot)
{
	if (slot->state == SLOT_OPEN) {
		slot->bye = BYE_QUIT;
		tell_others(slot);
	}
	leave_all(slot->conn);
	if (WIFSIGNALED(slot->status) && WTERMSIG(slot->status) == SIGSYS)
		LOG_AT(LEVEL_ERR,
		    STR("broken: {name} {peer}: its worker made a forbidden "
			"system call"),
		    name_of(slot), str_from(conns_get(slot->conn)->peer));
	log_ended(slot);
	if (has_crashed(slot)) {
		if (!conns_get(slot->conn)->peer_user.is_known)
			peers_crashed(
			    conns_get(slot->conn)->origin, clock_mono());
		stats_add(STATS_CRASHED, 1);
	}
	stats_add(STATS_ENDED, 1);
	clients_release(slot->conn);
}

/* Releases a slot whose uplink has ended and whose process is reaped. */
static void
bury(uint32_t number, struct slot *slot)
{
	uplink_drain(number);
	assert(slot->pid == 0 && slot->up.fd == -1);
	downlink_forget(number);
	watch_close(&slot->down.fd);
	if (conn_is(slot->conn))
		bury_client(slot);
	ticks_alarm_clear(number);
	slots_release(number);
}

static void
sweep_slot(uint32_t number)
{
	struct slot *slot = slots_get(number);
	const unsigned marks = slot->marks;

	slot->marks = 0;
	if (slot->state == SLOT_FREE)
		return; /* it was marked again while released */
	if (marks & MARK_BROKEN)
		hang_up(number, slot);
	if ((marks & (MARK_ENDED | MARK_LOST)) != 0 && slot->state == SLOT_OPEN)
		part_with(number, slot, (marks & MARK_ENDED) == 0);
	arena_free(slot->ending.copy, slot->ending.copied);
	slot->ending = (struct ending) { .copy = NULL };
	if (marks & MARK_WRITTEN)
		close_downlink(number, slot);
	if (marks & MARK_DONE)
		bury(number, slot);
}

void
disconnect_sweep(void)
{
	const uint64_t most = budget_used() + SWEEP;
	uint32_t number;

	while (budget_used() < most &&
	    (number = disconnect_next_marked()) != SLOT_NONE) {
		budget_charge(WORK_LINE, 1);
		sweep_slot(number);
		/* The slot's last lines are written in the next turn. */
		watch_no_wait();
	}
}

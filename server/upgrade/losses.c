/* Rows of a state that are lost: see losses.h. */
#include "upgrade/losses.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "accept/helpers.h"
#include "base/log/log.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/delivery/disconnect_requests.h"
#include "router/disconnect.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/verbs/work/work.h"

/* How many rows are logged one by one: enough to see the cause of all. */
#define LINES 20

/* Not saved: nothing of this is needed once the loop has begun. */
static struct {
	bool *client; /* by number: whether it has lost something */
	bool *slot;
	bool *group;
	size_t count; /* rows */
	char line[LINES][160];
} losses;

static void
mark(bool *table, size_t most, uint64_t number)
{
	if (number < most)
		table[number] = true;
}

static void
mark_owner(const struct state *state)
{
	switch (state->owner) {
	case STATE_NOBODY:
		break;
	case STATE_CLIENT:
		mark(losses.client, CLIENTS_MAX, state->owned);
		break;
	case STATE_SLOT:
		mark(losses.slot, SLOTS_MAX, state->owned);
		break;
	case STATE_GROUP:
		mark(losses.group, GROUPS_MAX, state->owned);
		break;
	}
}

/* Notes only the row's key for the log: its value may be private. */
void
losses_note(const struct state *state, const char *what)
{
	const int len = (int)(state->key.len < 32 ? state->key.len : 32);

	if (losses.count < LINES)
		(void)snprintf(losses.line[losses.count],
		    sizeof(losses.line[0]), "section %s, line %llu, %.*s: %s",
		    state->section, (unsigned long long)state->line, len,
		    len > 0 ? state->key.at : "", what); /* may be cut */
	losses.count++;
	mark_owner(state);
}

/* Logs the losses, once the configuration says how to log. */
static void
log_all(void)
{
	const size_t lines = losses.count < LINES ? losses.count : LINES;

	for (size_t i = 0; i < lines; i++)
		LOG_AT(LEVEL_ERR, STR("upgrade: lost: {reason}"),
		    str_from(losses.line[i]));
	if (losses.count > LINES)
		LOG_AT(LEVEL_ERR,
		    STR("upgrade: lost: {#count} more not logged"),
		    DECIMAL(losses.count - LINES));
}

/*
 * Returns whether the process is our child, so that it may be waited for and
 * killed.
 */
static bool
is_child(pid_t pid)
{
	siginfo_t info;

	return pid > 0 &&
	    waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/*
 * Gives up a slot whose process is not our child. Its worker sees the end of
 * its pipes.
 */
static void
abandon(uint32_t number, struct slot *slot)
{
	if (slot->pid != 0)
		(void)slots_reaped(slot->pid); /* forgets the process */
	slot->pid = 0;
	watch_close(&slot->up.fd);
	watch_close(&slot->down.fd);
	helpers_reaped(number);
	disconnect_mark(number, MARK_DONE);
}

static bool
can_be_told(const struct slot *slot)
{
	return slot->state == SLOT_OPEN && slot->down.fd != -1;
}

static void
lose_slot(uint32_t number)
{
	struct slot *slot = slots_get(number);

	if (!is_child(slot->pid)) {
		abandon(number, slot);
		return;
	}
	if (!can_be_told(slot))
		disconnect_kill_after(number, 0);
	disconnect_mark(number, MARK_LOST);
}

static bool
is_doubled(const struct state *state, int fd)
{
	return fd != -1 && state_has_fd(state->doubled, fd);
}

static bool
is_lost(const struct state *state, uint32_t number)
{
	const struct slot *slot = slots_get(number);

	return losses.slot[number] ||
	    (slot->client != CLIENT_NONE && losses.client[slot->client]) ||
	    is_doubled(state, slot->up.fd) || is_doubled(state, slot->down.fd);
}

/* Marks the members of a lost group. */
static void
lose_group(uint32_t group)
{
	const struct set *members = groups_members(group);

	for (size_t i = 0; i < members->count; i++)
		losses.client[members->at[i]] = true;
}

/*
 * Returns whether the child has no deadline and lacks a pipe: it could run
 * forever.
 */
static bool
is_cut_off(const struct slot *slot)
{
	return slot->state == SLOT_OPEN && slot->pid != 0 &&
	    slot->deadline == 0 && (slot->up.fd == -1 || slot->down.fd == -1);
}

/* Marks children without a pipe: only this shows that rows are missing. */
static void
find_cut_off(void)
{
	FOR_EACH_SLOT(number) {
		if (losses.slot[number] || !is_cut_off(slots_get(number)))
			continue;
		if (losses.count < LINES)
			(void)snprintf(losses.line[losses.count],
			    sizeof(losses.line[0]), "slot %lu without a pipe",
			    (unsigned long)number); /* fits */
		losses.count++;
		losses.slot[number] = true;
	}
}

void
losses_settle(const struct state *state)
{
	find_cut_off();
	if (losses.count == 0)
		return;
	log_all();
	FOR_EACH_GROUP(group)
		if (losses.group[group])
			lose_group(group);
	FOR_EACH_SLOT(number)
		if (is_lost(state, number))
			lose_slot(number);
	disconnect_sweep();
	/*
	 * Nobody leaves a group whose members were never loaded, so nothing
	 * else would remove it.
	 */
	FOR_EACH_GROUP(group) {
		if (groups_members(group)->count == 0)
			work_release_box(group);
		groups_remove_if_empty(group);
	}
}

MODULE(losses) = { TABLES(TABLE(losses.client, CLIENTS_MAX),
    TABLE(losses.slot, SLOTS_MAX), TABLE(losses.group, GROUPS_MAX)) };

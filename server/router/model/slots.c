/* The child table: see slots.h. */
#include "router/model/slots.h"

#include <assert.h>
#include <string.h>

#include "base/data/index.h"
#include "base/data/rows.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/state/module.h"
#include "shared/crypto/secret.h"
#include "shared/limits.h"

#define BUCKETS 4096 /* of pids */

static struct {
	struct slot *table;
	struct rows rows;
	struct index by_pid;
} slots;

static_assert(SLOT_NONE == ROWS_NONE, "none is none");

static void
slots_init(void)
{
	rows_init(&slots.rows, SLOTS_MAX);
	INDEX_INIT(&slots.by_pid, slots.table, SLOTS_MAX, BUCKETS,
	    INDEX_BYTES(struct slot, pid, pid));
}

size_t
slots_used(void)
{
	return rows_used(&slots.rows);
}

struct slot *
slots_get(uint32_t number)
{
	assert(number < slots.rows.ever);
	return &slots.table[number];
}

uint32_t
slots_take(void)
{
	const uint32_t number = rows_alloc(&slots.rows);

	if (number == SLOT_NONE)
		return SLOT_NONE;
	assert(slots.table[number].state == SLOT_FREE);
	slots.table[number] = (struct slot) { .state = SLOT_OPEN,
		.conn = CONN_NONE,
		.grammar = GRAMMAR_VERSION,
		.up.fd = -1,
		.down.fd = -1 };
	return number;
}

void
slots_release(uint32_t number)
{
	struct slot *slot = slots_get(number);

	assert(slot->state != SLOT_FREE);
	assert(slot->pid == 0 && slot->up.fd == -1 && slot->down.fd == -1);
	slot->state = SLOT_FREE;
	rows_free(&slots.rows, number);
}

static_assert(SLOTS_INPUT >= 2 * LIMIT_LINE, "a line waits, another comes");

bool
slots_lend_input(struct slot *slot)
{
	char *data;

	if (slot->up.in.data != NULL)
		return true;
	data = arena_alloc(SLOTS_INPUT);
	if (data != NULL)
		buf_init(&slot->up.in, data, SLOTS_INPUT);
	return data != NULL;
}

void
slots_drop_input(struct slot *slot)
{
	struct buf *in = &slot->up.in;

	/* Unread bytes may hold a secret too. */
	if (slot->up.secret && in->data != NULL)
		secret_wipe(in->data, SLOTS_INPUT);
	else if (buf_len(in) > 0)
		secret_wipe(in->data + in->start, buf_len(in));
	slot->up.secret = false;
	arena_free(in->data, SLOTS_INPUT);
	buf_init(in, NULL, 0);
}

void
slots_set_pid(uint32_t number, pid_t pid)
{
	slots_get(number)->pid = slots_get(number)->log_pid = pid;
	index_add(&slots.by_pid, number);
}

uint32_t
slots_reaped(pid_t pid)
{
	const uint32_t number = index_find(&slots.by_pid, STR_BYTES(pid));

	if (number == INDEX_NONE)
		return SLOT_NONE;
	index_drop(&slots.by_pid, number);
	slots.table[number].pid = 0;
	return number;
}

uint32_t
slots_next(uint32_t number)
{
	return rows_next(&slots.rows, number);
}

void
slots_wait(uint32_t number, usec until)
{
	slots_get(number)->up.resumes =
	    ticks_now() + usec_later(until, ticks_mono()) - ticks_mono();
}

void
slots_resume(uint32_t number)
{
	struct uplink *up = &slots_get(number)->up;

	if (up->resumes != 0)
		up->resumes = ticks_now();
	ticks_alarm(number, ticks_now()); /* its times may be others */
	watch_no_wait(); /* who waits for no time is tried in each turn */
}

bool
slots_over_mark(conn_id conn)
{
	const uint32_t slot = conns_slot(conn);

	return slot != SLOT_NONE && slots_get(slot)->down.over_mark;
}

bool
slots_client_over_mark(client_id client)
{
	bool over = false;

	FOR_EACH_CONN_OF(it, client)
		over |= slots_over_mark(it);
	return over;
}

/*
 * The next program tries a line that waits at once, so its times are not here.
 * Meanwhile its turn may have come, and whoever would have woken it has gone.
 */
static const struct field saved[] = {
	FIELD_UPTO(NUMBER, struct slot, state, SLOT_CLOSED),
	FIELD(NUMBER, struct slot, kind),
	FIELD(NUMBER, struct slot, grammar),
	{ LIT("client"), FIELD_NUMBER, offsetof(struct slot, conn.n),
	    sizeof(uint32_t), UINT32_MAX },
	FIELD_UPTO(NUMBER, struct slot, bye, BYE_COUNT - 1),
	FIELD(NUMBER, struct slot, pid),
	FIELD(NUMBER, struct slot, log_pid),
	FIELD(NUMBER, struct slot, status),
	FIELD(NUMBER, struct slot, since),
	FIELD(NUMBER, struct slot, deadline),
	FIELD(NUMBER, struct slot, spoke),
	FIELD(NUMBER, struct slot, pinged),
	FIELD(FD, struct slot, up.fd),
	FIELD(BOOL, struct slot, up.paused),
	FIELD(BOOL, struct slot, up.forced),
	FIELD(NUMBER, struct slot, up.held_since),
	FIELD(NUMBER, struct slot, up.hung_until),
	FIELD(NUMBER, struct slot, up.lines),
	FIELD(NUMBER, struct slot, up.bytes),
	FIELD(NUMBER, struct slot, up.dropped),
	FIELD(NUMBER, struct slot, up.refused),
	FIELD(FD, struct slot, down.fd),
	FIELD(NUMBER, struct slot, down.lines),
	FIELD(NUMBER, struct slot, down.bytes),
};

static void
slots_save(struct state *state)
{
	outq_save_begin(); /* these are the first queues */
	FOR_EACH_SLOT(number) {
		const struct slot *slot = &slots.table[number];
		state_put(state, STR("slot"), number);
		state_put_fields(state, FIELDS(saved), slot);
		if (slot->up.in.data != NULL)
			state_put_bytes(
			    state, STR("in:"), buf_str(&slot->up.in));
		outq_save(&slot->down.queue, state);
	}
}

/* Loads a line of a slot: of its queue, its input or its fields. */
static void
load_line(struct state *state, struct slot *slot)
{
	const struct str bytes = state->bytes;

	if (outq_load_line(&slot->down.queue, state))
		return;
	if (!state_is(state, STR("in:"))) {
		state_get_fields(state, FIELDS(saved), slot);
	} else if (bytes.len > SLOTS_INPUT || slot->up.in.data != NULL ||
	    !slots_lend_input(slot)) {
		state_wrong(state, "too long, duplicate, or out of memory");
	} else {
		memcpy(slot->up.in.data, bytes.at, bytes.len);
		buf_filled(&slot->up.in, bytes.len);
	}
}

/*
 * Checks that a loaded slot has its own process, and a client if it is a
 * client's worker. That must have lost its name if the slot is no longer open.
 */
static void
slots_settle(struct state *state, uint32_t number)
{
	struct slot *slot = &slots.table[number];
	const bool has_client = conn_is(slot->conn);

	if (slot->log_pid <= 0 ||
	    (slot->pid != 0 && slot->pid != slot->log_pid) ||
	    (slot->pid > 0 &&
		index_find(&slots.by_pid, STR_BYTES(slot->pid)) != INDEX_NONE))
		state_wrong(state, "slot without a process of its own");
	else if (has_client != (slot->kind == KIND_CLIENT) ||
	    (has_client &&
		(!conns_bind(slot->conn.n, number) ||
		    (slot->state != SLOT_OPEN &&
			!conns_get(slot->conn)->ended &&
			clients_name(client_of(slot->conn)).len > 0))))
		state_wrong(state, "slot without its client");
	else if (slot->pid > 0)
		index_add(&slots.by_pid, number);
}

static void
slots_load(struct state *state)
{
	uint32_t number = SLOT_NONE;

	while (state_next(state))
		if (state_is(state, STR("slot"))) {
			number = rows_load(&slots.rows, state);
			if (number == SLOT_NONE)
				return;
			/* The slot is free until its state is loaded. */
			slots.table[number] =
			    (struct slot) { .up.fd = -1, .down.fd = -1 };
		} else if (number != SLOT_NONE) {
			load_line(state, &slots.table[number]);
		}
	FOR_EACH_SLOT(slot)
		slots_settle(state, slot);
}

MODULE(slots) = { .init = slots_init,
	TABLES(TABLE(slots.table, SLOTS_MAX)),
	SECTION("slots", slots) };

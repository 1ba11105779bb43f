/* Groups' changes that the keeper still has to write: see group_writes.h. */
#include "router/verbs/accounts/group_writes.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/arena.h"
#include "base/mem/limits.h"
#include "base/state/fields.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/retry.h"

static_assert(GROUP_WRITES_MAX <= KEEPER_CLIENT_TAGS, "a row is a tag");

/* A row's writes. Its changes are counted from 1. */
struct write {
	uint64_t changed; /* latest change */
	uint64_t sent; /* latest change when last sent */
	uint64_t written;
	uint64_t number; /* question under way; 0: none */
	uint32_t first; /* first client that waits, + 1; 0: none */
	bool listed; /* in the list of rows to be sent */
	bool failed; /* last write failed */
	bool refused; /* a question before the one under way was */
};

/* A client's wait. */
struct wait {
	uint64_t change; /* the change that it waits for; 0: does not wait */
	uint32_t row;
	uint32_t next; /* next client that waits for the row, + 1; 0: none */
	bool latest;
	bool done;
	enum code result; /* if done */
	usec deadline; /* ticks_mono */
	uint8_t len;
	char text[GROUP_WRITES_TEXT];
};

static struct {
	group_writes_send *send;
	group_writes_written *written;
	struct write *at;
	struct wait *wait; /* one for each client */
	uint32_t *listed; /* rows to be sent, each at most once */
	size_t count; /* of listed rows */
	size_t failed; /* rows whose last write failed */
	struct retry retry;
} writes;

bool
group_writes_is_pending(uint32_t row)
{
	return writes.at[row].changed > writes.at[row].written;
}

size_t
group_writes_failed(void)
{
	return writes.failed;
}

static void
set_failed(struct write *write, bool failed)
{
	if (write->failed == failed)
		return;
	write->failed = failed;
	if (failed)
		writes.failed++;
	else
		writes.failed--;
	stats_changed(STATS_NONE);
}

/* Lists the row to be sent, unless a write of it is under way. */
static void
list(uint32_t row)
{
	struct write *write = &writes.at[row];

	if (write->listed || write->number != 0)
		return;
	write->listed = true;
	writes.listed[writes.count++] = row;
}

void
group_writes_change(uint32_t row)
{
	writes.at[row].changed++;
	list(row);
}

static void
group_writes_finish(uint32_t client, enum code code)
{
	struct wait *wait = &writes.wait[client];

	wait->done = true;
	wait->result = code;
	keeper_client_wake(client);
}

/* Returns whether the change that the client waits for is written. */
static bool
is_over(const struct write *write, const struct wait *wait)
{
	return (wait->latest ? write->changed : wait->change) <= write->written;
}

/*
 * Answers the clients whose change is written, or all of them after a failure.
 */
static void
group_writes_answer(struct write *write, enum code code)
{
	uint32_t *link = &write->first;

	while (*link != 0) {
		const uint32_t client = *link - 1;
		struct wait *wait = &writes.wait[client];
		if (code == CODE_OK && !is_over(write, wait)) {
			link = &wait->next;
			continue;
		}
		*link = wait->next;
		group_writes_finish(client, code);
	}
}

void
group_writes_settle(uint32_t row, enum code code)
{
	struct write *write = &writes.at[row];

	write->written = write->changed;
	write->number = 0; /* so that its answer is ignored */
	group_writes_answer(write, code);
	set_failed(write, false);
}

void
group_writes_answered(uint32_t row, const struct keeper_client_answer *said)
{
	struct write *write = &writes.at[row];
	enum code code = said->code;

	if (row >= GROUP_WRITES_MAX || said->number > write->number)
		return;
	if (said->number < write->number) {
		write->refused = write->refused || said->code != CODE_OK;
		return;
	}
	write->number = 0;
	if (code == CODE_OK && write->refused)
		code = CODE_UNAVAILABLE;
	write->refused = false;
	if (code == CODE_OK) {
		write->written = write->sent;
		writes.retry = (struct retry) { .delay = 0 };
	} else if (code == CODE_UNAVAILABLE) {
		retry_failed(&writes.retry);
	}
	set_failed(write, code == CODE_UNAVAILABLE);
	group_writes_answer(write, code);
	if (group_writes_is_pending(row))
		list(row);
	if (code != CODE_OK || !group_writes_is_pending(row))
		writes.written(row, code);
}

void
group_writes_init(group_writes_send *send, group_writes_written *written)
{
	writes.send = send;
	writes.written = written;
	writes.at = arena_table(GROUP_WRITES_MAX, sizeof(*writes.at));
	writes.listed = arena_table(GROUP_WRITES_MAX, sizeof(*writes.listed));
	writes.wait = arena_table(CLIENTS_MAX, sizeof(*writes.wait));
}

void
group_writes_resend(void)
{
	for (uint32_t row = 0; row < GROUP_WRITES_MAX; row++) {
		writes.at[row].number = 0;
		if (group_writes_is_pending(row))
			list(row);
	}
	writes.retry = (struct retry) { .delay = 0 };
}

/* Sends the row; returns false if that is impossible now. */
static bool
send_one(uint32_t row)
{
	struct write *write = &writes.at[row];

	if (!group_writes_is_pending(row))
		return true; /* settled meanwhile */
	write->refused = false;
	write->number = writes.send(row);
	write->sent = write->changed;
	return write->number != 0;
}

void
group_writes_turn(void)
{
	size_t sent = 0;

	if (writes.count == 0 || !keeper_client_is_connected())
		return; /* keeper_client.c wakes the loop when it can */
	if (retry_waits(&writes.retry))
		return;
	while (sent < writes.count && send_one(writes.listed[sent]))
		writes.at[writes.listed[sent++]].listed = false;
	writes.count -= sent;
	memmove(writes.listed, writes.listed + sent,
	    writes.count * sizeof(*writes.listed));
	if (writes.count > 0) {
		retry_failed(&writes.retry);
		retry_wake(&writes.retry);
	}
}

bool
group_writes_is_awaited(uint32_t client)
{
	return writes.wait[client].change != 0;
}

/*
 * While the row's last write has failed or was not answered in time, the client
 * does not wait for the next one.
 */
void
group_writes_await(uint32_t client, uint32_t row, bool latest, struct str text)
{
	struct write *write = &writes.at[row];
	struct wait *wait = &writes.wait[client];

	assert(text.len <= sizeof(wait->text));
	*wait = (struct wait) { .change = write->changed,
		.row = row,
		.latest = latest,
		.deadline = ticks_mono() + config_now()->hold_time,
		.len = (uint8_t)text.len };
	if (text.len > 0)
		memcpy(wait->text, text.at, text.len);
	if (write->failed) {
		wait->done = true;
		wait->result = CODE_UNAVAILABLE;
		return;
	}
	wait->next = write->first;
	write->first = client + 1;
}

static void
unlink_wait(uint32_t client)
{
	const struct wait *wait = &writes.wait[client];
	uint32_t *link = &writes.at[wait->row].first;

	if (wait->change == 0 || wait->done)
		return;
	while (*link != client + 1)
		link = &writes.wait[*link - 1].next;
	*link = wait->next;
}

void
group_writes_release(uint32_t client)
{
	unlink_wait(client);
	writes.wait[client].change = 0;
}

static void
give_up(uint32_t client)
{
	struct wait *wait = &writes.wait[client];

	set_failed(&writes.at[wait->row], true);
	unlink_wait(client);
	wait->done = true;
	wait->result = CODE_UNAVAILABLE;
}

bool
group_writes_result(uint32_t client, enum code *code, struct str *text)
{
	struct wait *wait = &writes.wait[client];

	if (!wait->done && ticks_mono() >= wait->deadline)
		give_up(client);
	if (!wait->done) {
		slots_get(clients_slot(client))->up.not_before = wait->deadline;
		return false;
	}
	*code = wait->result;
	*text = (struct str) { wait->text, wait->len };
	wait->change = 0;
	return true;
}

uint32_t
group_writes_row(uint32_t client)
{
	const struct wait *wait = &writes.wait[client];

	return wait->done ? ROWS_NONE : wait->row;
}

static const struct field saved[] = {
	FIELD(BOOL, struct wait, latest),
	FIELD_UPTO(NUMBER, struct wait, result, CODE_COUNT - 1),
	FIELD(REAL, struct wait, deadline),
};

void
group_writes_save(struct state *state, uint32_t client)
{
	const struct wait *wait = &writes.wait[client];

	fields_put(state, FIELDS(saved), wait);
	if (wait->len > 0)
		state_put_text(
		    state, STR("text"), (struct str) { wait->text, wait->len });
}

void
group_writes_load_begin(uint32_t client, uint32_t row)
{
	struct wait *wait = &writes.wait[client];

	if (wait->change != 0)
		return; /* waits already: the first of two lines counts */
	if (row != ROWS_NONE)
		group_writes_await(client, row, false, STR(""));
	else
		*wait = (struct wait) { .change = 1, .done = true };
	wait->change = 1;
}

void
group_writes_load(struct state *state, uint32_t client)
{
	struct wait *wait = &writes.wait[client];

	if (!state_is(state, STR("text"))) {
		fields_get(state, FIELDS(saved), wait);
	} else if (state->value.len > sizeof(wait->text)) {
		state_wrong(state, "text too long");
	} else if (state->value.len > 0) {
		memcpy(wait->text, state->value.at, state->value.len);
		wait->len = (uint8_t)state->value.len;
	}
}

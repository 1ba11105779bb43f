/* Groups' changes that the keeper still has to write: see group_writes.h. */
#include "router/accounts/group_writes.h"

#include <assert.h>
#include <string.h>

#include "base/config/config.h"
#include "base/data/rows.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/mem/limits.h"
#include "base/state/module.h"
#include "router/accounts/registrations.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/queue/retry.h"

/* Writes under way at a time: those share a sync of the keeper. */
#define WRITERS 16

/* A row's writes. Its changes are counted from 1. */
struct write {
	uint64_t changed; /* latest change */
	uint64_t written;
	bool failed; /* last write failed */
};

/* A client's wait. */
struct wait {
	uint64_t change; /* the change that it waits for; 0: does not wait */
	uint32_t row;
	bool latest;
	bool done;
	enum code result; /* if done */
	usec deadline; /* ticks_mono */
	uint8_t len;
	char text[GROUP_WRITES_TEXT];
};

/* A write under way. */
struct writer {
	bool busy;
	uint32_t row;
	uint32_t ticket;
	uint64_t change; /* that is written */
};

/* Not saved: an upgrade waits for what is under way. */
static struct {
	group_writes_send *send;
	group_writes_written *written;
	struct write *at;
	struct wait *wait; /* one for each client */
	struct ring due; /* rows to be sent */
	struct writer *writer;
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

static struct writer *
writer_of(uint32_t row)
{
	for (size_t i = 0; i < WRITERS; i++)
		if (writes.writer[i].busy && writes.writer[i].row == row)
			return &writes.writer[i];
	return NULL;
}

/* Lists the row to be sent, unless a write of it is under way. */
static void
list(uint32_t row)
{
	if (writer_of(row) != NULL)
		return;
	(void)ring_add(
	    &writes.due, REGISTRATIONS_MAX, row); /* or it is there */
	watch_no_wait();
}

void
group_writes_change(uint32_t row)
{
	writes.at[row].changed++;
	list(row);
}

/*
 * Answers the clients whose change is written, or all of them after a failure.
 */
static void
answer_waiting(uint32_t row, enum code code)
{
	const struct write *write = &writes.at[row];

	FOR_EACH_CLIENT(client) {
		struct wait *wait = &writes.wait[client];
		if (wait->change == 0 || wait->done || wait->row != row ||
		    (code == CODE_OK &&
			(wait->latest ? write->changed : wait->change) >
			    write->written))
			continue;
		wait->done = true;
		wait->result = code;
		asks_wake(client);
	}
}

static void
end_writer(struct writer *writer)
{
	asks_cancel(writer->ticket);
	writer->busy = false;
}

void
group_writes_settle(uint32_t row, enum code code)
{
	struct writer *writer = writer_of(row);

	if (writer != NULL)
		end_writer(writer);
	writes.at[row].written = writes.at[row].changed;
	answer_waiting(row, code);
	set_failed(&writes.at[row], false);
}

/* Takes the keeper's answer. */
static void
end_write(struct writer *writer, enum code code)
{
	const uint32_t row = writer->row;
	struct write *write = &writes.at[row];

	end_writer(writer);
	if (code == CODE_OK) {
		write->written = writer->change;
		writes.retry = (struct retry) { .delay = 0 };
	} else if (code == CODE_UNAVAILABLE) {
		retry_failed(&writes.retry, SEC);
	}
	set_failed(write, code == CODE_UNAVAILABLE);
	answer_waiting(row, code);
	if (group_writes_is_pending(row))
		list(row);
	if (code != CODE_OK || !group_writes_is_pending(row))
		writes.written(row, code);
}

static bool
say_parts(uint32_t ticket)
{
	size_t i = 0;

	while (!writes.writer[i].busy || writes.writer[i].ticket != ticket)
		i++;
	return writes.send(writes.writer[i].row);
}

/* Goes on with a write. Returns false if it has to wait. */
static bool
go_on(struct writer *writer)
{
	const struct registration *entry = registrations_get(writer->row);
	const struct asks_question question = { .of = ASKS_KEEPER,
		.writes = true,
		.words = WORDS(entry->ends ? STR("cut") : STR("settle"),
		    STR("group"), registration_name(entry)),
		.begin = say_parts };
	struct asks_answer answer;

	if (!asks_has_asked(writer->ticket))
		writer->change = writes.at[writer->row].changed;
	if (!asks_ask(writer->ticket, &question, &answer))
		return false;
	end_write(writer, answer.code);
	return true;
}

/* Begins the write that has waited longest. Returns false if there is none. */
static bool
begin(struct writer *writer)
{
	uint32_t row;

	do
		row = ring_take(&writes.due, REGISTRATIONS_MAX);
	while (row != RING_NONE && !group_writes_is_pending(row));
	if (row == RING_NONE)
		return false;
	*writer = (struct writer) {
		.busy = true, .row = row, .ticket = asks_ticket()
	};
	if (writer->ticket != ASKS_NOBODY)
		return true;
	writer->busy = false;
	list(row);
	return false;
}

void
group_writes_turn(void)
{
	for (size_t i = 0; i < WRITERS; i++) {
		struct writer *writer = &writes.writer[i];
		if (writer->busy && !go_on(writer))
			continue;
		while (!writer->busy && writes.due.count > 0 &&
		    !retry_waits(&writes.retry) && begin(writer))
			(void)go_on(writer); /* now, or in a later turn */
	}
}

void
group_writes_init(group_writes_send *send, group_writes_written *written)
{
	writes.send = send;
	writes.written = written;
}

void
group_writes_resend(void)
{
	for (uint32_t row = 0; row < REGISTRATIONS_MAX; row++)
		if (group_writes_is_pending(row))
			list(row);
	writes.retry = (struct retry) { .delay = 0 };
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
	const struct write *write = &writes.at[row];
	struct wait *wait = &writes.wait[client];

	assert(text.len <= sizeof(wait->text));
	*wait = (struct wait) { .change = write->changed,
		.row = row,
		.latest = latest,
		.done = write->failed,
		.result = CODE_UNAVAILABLE,
		.deadline = ticks_mono() + config_now()->hold_time,
		.len = (uint8_t)text.len };
	if (text.len > 0)
		memcpy(wait->text, text.at, text.len);
}

bool
group_writes_result(uint32_t client, enum code *code, struct str *text)
{
	struct wait *wait = &writes.wait[client];

	if (!wait->done && ticks_mono() >= wait->deadline) {
		set_failed(&writes.at[wait->row], true);
		wait->result = CODE_UNAVAILABLE;
	} else if (!wait->done) {
		slots_get(clients_slot(client))->up.not_before = wait->deadline;
		return false;
	}
	*code = wait->result;
	*text = (struct str) { wait->text, wait->len };
	wait->change = 0;
	return true;
}

static void
group_writes_release(uint32_t client)
{
	writes.wait[client].change = 0;
}

MODULE(group_writes) = { TABLES(TABLE(writes.at, REGISTRATIONS_MAX),
			     TABLE(writes.wait, CLIENTS_MAX),
			     TABLE(writes.writer, WRITERS),
			     TABLE(writes.due.has, REGISTRATIONS_MAX),
			     TABLE(writes.due.row, REGISTRATIONS_MAX)),
	.release = group_writes_release };

/*
 * helpers/journal/journal: whenever it is killed, the next one has everything
 * that was stored, and with what is sent again, everything is there once and in
 * order.
 */
#include <poll.h>
#include <stdio.h>

#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/history/chronicle.h"
#include "tests/lib/history/scribe.h"

#define ROUNDS 100
#define LINES 600 /* of a round, about */
#define DAY ((unsigned long long)CHRONICLE_DAY)

static struct scribe it;
static struct chronicle end;

/* The parent's side: IDs from DAY + 1 on. */
static struct {
	uint64_t sent, stored;
} self;

/* Each third event has two records, and midnight comes every 200. */
static uint64_t
id_of(uint64_t number)
{
	return DAY + number + number / 200 * JOURNAL_DAY;
}

static int
line_of(uint64_t number, char *line, size_t size)
{
	const unsigned long long id = id_of(number);
	const char *where = number % 2 == 0 ? "ops" : "@ali,bob";

	if (number % 3 == 0)
		return snprintf(line, size,
		    "log o+ tags %llu %s a=b\n"
		    "log o msg %llu %s a!u@h!a!- hello\n",
		    id, where, id, where);
	return snprintf(
	    line, size, "log o msg %llu %s a!u@h!a!- hello\n", id, where);
}

/* Takes what it says. */
static void
listen_to_it(void)
{
	struct str line;
	uint64_t id;

	while ((line = scribe_listen(&it)).len > 0) {
		if (!str_skip(&line, STR("stored ")))
			continue;
		MUST(str_to_number(line, UINT64_MAX, &id), "no ID");
		while (id_of(self.stored + 1) <= id)
			self.stored++;
	}
}

/* Sends so many events, as far as the pipe takes them. */
static void
send_some(uint64_t count)
{
	char line[256];

	for (; count > 0; count--) {
		const int len = line_of(self.sent + 1, line, sizeof(line));
		MUST(deadline_poll(it.down, POLLOUT, deadline()),
		    "it takes no more");
		if (io_write(it.down, line, (size_t)len) == len)
			self.sent++;
		if (dice(20) == 0)
			listen_to_it();
	}
}

static void
begin(usec sync)
{
	uint64_t last;
	struct str line;

	scribe_start(&it, sync, RLIM_INFINITY);
	do
		line = scribe_hear(&it);
	while (str_begins(line, STR("warn")));
	MUST(str_skip(&line, STR("ready ")) &&
		str_to_number(line, UINT64_MAX, &last),
	    "not ready");
	MUST(last >= (self.stored > 0 ? id_of(self.stored) : 0),
	    "%llu was stored, but only %llu is there",
	    (unsigned long long)id_of(self.stored), (unsigned long long)last);
	self.sent = self.stored;
}

struct reading {
	uint64_t number;
	unsigned records;
	bool more, good;
};

static void
check(void *of, const struct journal_record *record, uint64_t file, uint64_t at)
{
	struct reading *reading = of;

	(void)file;
	(void)at;
	if (!reading->more)
		reading->number++;
	reading->good = reading->good && record->id == id_of(reading->number);
	reading->more = record->more;
	reading->records++;
}

static void
survives(usec sync, const char *what)
{
	struct reading reading = { .good = true };

	chronicle_remove();
	self.sent = self.stored = 0;
	for (int i = 0; i < ROUNDS; i++) {
		begin(sync);
		send_some(dice(LINES));
		listen_to_it();
		scribe_kill(&it);
	}
	begin(sync);
	send_some(LINES);
	while (self.stored < self.sent) {
		MUST(deadline_poll(it.up, POLLIN, deadline()), "it is silent");
		listen_to_it();
	}
	scribe_kill(&it);
	MUST(chronicle_open(&end, sync), "%s", end.why.text);
	TAP_NUM(
	    chronicle_each(&end, check, &reading), 0, "%s: no damage", what);
	TAP_OK(reading.good && reading.number == self.sent &&
		chronicle_is_linked(&end),
	    "%s: %llu events are there, once and in order", what,
	    (unsigned long long)self.sent);
	chronicle_kill(&end);
}

int
main(void)
{
	chronicle_in_memory();
	dice_begin();
	survives(SEC / 1000, "1 ms");
	survives(JOURNAL_SYNC_EACH, "each");
	survives(JOURNAL_SYNC_NONE, "none");
	return tap_done();
}

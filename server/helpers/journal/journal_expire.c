/* Expiry: see journal_log.h. */
#include "helpers/journal/journal_log.h"

/* The time between two looks at the clock and at the size. */
#define PAUSE (60 * SEC)

/* A wall clock that goes ahead by more than this has jumped. */
#define LEAP (3600 * SEC)
#define LETTER_DAYS 30

/* Tokens that are looked at together. */
#define TOKENS 8

static struct {
	uint64_t days, size;
	usec ahead; /* of the wall clock, before clock_boot */
	usec waits; /* until then; 0: not */
	usec next; /* when to look again */
	uint64_t day; /* of the wall clock, at the last look */

	/* A pass through all tokens. */
	bool passes; /* it is under way */
	enum journal_kind place;
	struct journal_name on; /* to which it has come */
	struct journal_name largest; /* that it has found */
	struct journal_sum sum; /* of that one */
} self;

static void
wait_a_day(void)
{
	JOURNAL_WARN(
	    STR("the clock has jumped ahead: nothing expires for a day"));
	self.waits = clock_mono() + JOURNAL_DAY;
}

void
journal_expire_begin(uint64_t days, uint64_t size, uint64_t last)
{
	const usec wall = clock_wall();

	memset(&self, 0, sizeof(self));
	self.days = days;
	self.size = size;
	self.ahead = wall - clock_boot();
	if (last != 0 && wall > last + JOURNAL_DAY)
		wait_a_day();
}

usec
journal_expire_next(void)
{
	return self.passes ? 0 : self.next;
}

usec
journal_expire_waits(void)
{
	return self.waits;
}

static bool
remove_file(struct str token, uint64_t key)
{
	return journal_store_close(token, JOURNAL_RECORDS) &&
	    journal_remove_file(token, key);
}

/* Removes old records, and notes what is largest. */
static void
visit_records(struct str token)
{
	const bool expires =
	    self.waits == 0 && self.days != 0 && self.days < self.day;
	const uint64_t first = expires ? journal_key(self.day - self.days) : 0;
	struct journal_sum sum = journal_look(token);

	while (sum.oldest != 0 && sum.oldest < first &&
	    remove_file(token, sum.oldest))
		sum = journal_look(token);
	if (sum.files == 0)
		(void)journal_remove_directory(token); /* or it has members */
	if (sum.bytes <= self.sum.bytes)
		return;
	journal_name_set(&self.largest, token);
	self.sum = sum;
}

static void
visit_letters(struct str token)
{
	const struct journal_letters_gone gone = {
		.upto = (self.day - LETTER_DAYS) * JOURNAL_DAY
	};

	if (self.waits == 0 && self.day > LETTER_DAYS &&
	    !journal_letters_remove(token, &gone))
		JOURNAL_WARN(STR("cannot remove letters of "), token);
}

static bool
is_too_much(void)
{
	return self.size != 0 && journal_totals()->bytes > self.size;
}

static void
begin_pass(void)
{
	self.passes = true;
	self.place = JOURNAL_RECORDS;
	self.on.len = self.largest.len = 0;
	self.sum.bytes = 0;
}

/* Goes on with the pass; while all is too large, another one follows. */
static void
pass_on(void)
{
	for (int i = 0; i < TOKENS && self.passes; i++) {
		journal_name_set(
		    &self.on, journal_next(self.place, journal_name(&self.on)));
		if (self.on.len > 0 && self.place == JOURNAL_RECORDS)
			visit_records(journal_name(&self.on));
		else if (self.on.len > 0)
			visit_letters(journal_name(&self.on));
		else if (self.place == JOURNAL_RECORDS)
			self.place = JOURNAL_LETTERS;
		else
			self.passes = false;
	}
	if (!self.passes && is_too_much() && self.largest.len > 0 &&
	    remove_file(journal_name(&self.largest), self.sum.oldest))
		begin_pass();
}

bool
journal_expire_work(usec now)
{
	const usec wall = clock_wall(), ahead = wall - clock_boot();

	if (ahead > self.ahead + LEAP)
		wait_a_day();
	self.ahead = ahead;
	if (self.passes)
		pass_on();
	if (self.passes || now < self.next)
		return self.passes;
	if (self.day != wall / JOURNAL_DAY || is_too_much() ||
	    (self.waits != 0 && now >= self.waits)) {
		self.waits = now >= self.waits ? 0 : self.waits;
		self.day = wall / JOURNAL_DAY;
		begin_pass();
	}
	self.next = now + PAUSE;
	return self.passes;
}

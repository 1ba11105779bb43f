/* Expiry: see journal_expire.h. */
#include "helpers/journal/journal_expire.h"

#include "helpers/journal/journal_letters.h"
#include "helpers/journal/journal_scan.h"
#include "helpers/journal/journal_store.h"

/* The time between two looks at the clock and at the size. */
#define PAUSE (60 * SEC)

/* A wall clock that goes ahead by more than this has jumped. */
#define LEAP (3600 * SEC)
#define LETTER_DAYS 30

/* Tokens, and files, of one part of the work. */
#define TOKENS 100
#define FILES 10

static struct {
	uint64_t days, size;
	usec ahead; /* of the wall clock, before clock_boot */
	usec waits; /* until then; 0: not */
	usec next; /* when to look again */
	uint64_t day; /* of the wall clock, at the last look */
	bool passes; /* a pass through all tokens is under way */
	size_t on_len; /* the token that it has come to */
	char on[TOKEN_MOST];
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
	const uint64_t day = last / JOURNAL_DAY, before = journal_dirs_before();

	memset(&self, 0, sizeof(self));
	self.days = days;
	self.size = size;
	self.ahead = wall - clock_boot();
	/* It may have jumped before, and then something was recorded. */
	if ((last != 0 && wall > last + JOURNAL_DAY) ||
	    (before != 0 && before < JOURNAL_KEY_DATE(journal_key(day - 1))))
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

/* Removes the oldest file of a directory; false with errno. */
static bool
remove_oldest(struct journal_dir *dir)
{
	struct journal_slot *slot = dir->slot[JOURNAL_RECORDS];

	(void)journal_scan_last(dir); /* IDs rise, whatever is there */
	return journal_store_close(slot) &&
	    journal_file_remove(dir, dir->oldest);
}

/* Removes what is too old. The next pass tries again what was not possible. */
static void
expire(struct journal_dir *dir)
{
	const bool waits = self.waits != 0;
	const uint64_t first = waits || self.days == 0 || self.days > self.day ?
	    0 :
	    journal_key(self.day - self.days);
	const struct journal_letters_gone gone = {
		.upto = waits ? 0 : (self.day - LETTER_DAYS) * JOURNAL_DAY
	};

	while (dir->oldest != 0 && dir->oldest < first && remove_oldest(dir))
		continue;
	if ((dir->has & 1 << JOURNAL_LETTERS) != 0 &&
	    !journal_letters_remove(dir, &gone))
		JOURNAL_WARN(
		    STR("cannot remove letters of "), journal_dir_name(dir));
}

/* Goes on with the pass. */
static void
pass_on(void)
{
	for (int i = 0; i < TOKENS && self.passes; i++) {
		struct journal_dir *dir = journal_dir_at(
		    journal_dir_after((struct str) { self.on, self.on_len }));
		self.passes = dir != NULL;
		if (dir == NULL)
			return;
		self.on_len = dir->len;
		memcpy(self.on, dir->name, dir->len);
		expire(dir);
	}
}

/* Removes files while all are too large. Returns whether they still are. */
static bool
shrink(void)
{
	uint64_t bytes = journal_dirs_totals().bytes;

	for (int i = 0; i < FILES && self.size != 0 && bytes > self.size; i++) {
		struct journal_dir *largest = NULL, *dir;
		for (uint32_t at = 0; (dir = journal_dir_at(at)) != NULL; at++)
			if (dir->oldest != 0 &&
			    (largest == NULL || dir->bytes > largest->bytes))
				largest = dir;
		if (largest == NULL || !remove_oldest(largest))
			return false;
		bytes = journal_dirs_totals().bytes;
	}
	return self.size != 0 && bytes > self.size;
}

bool
journal_expire_work(usec now)
{
	const usec wall = clock_wall(), ahead = wall - clock_boot();
	bool more;

	if (ahead > self.ahead + LEAP)
		wait_a_day();
	self.ahead = ahead;
	pass_on();
	if (now < self.next)
		return self.passes;
	if (self.day != wall / JOURNAL_DAY ||
	    (self.waits != 0 && now >= self.waits)) {
		self.waits = now >= self.waits ? 0 : self.waits;
		self.day = wall / JOURNAL_DAY;
		self.passes = true;
		self.on_len = 0;
	}
	more = shrink();
	self.next = more ? now : now + PAUSE;
	return more || self.passes;
}

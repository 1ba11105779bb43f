/*
 * helpers/journal/journal: what the parent hears from it: that it is ready, how
 * far records are stored, that it cannot write and that it can again; a request
 * sees all records before it; a second journal finds the lock; the last records
 * are stored before it ends; what room there is for rows, and once, that there
 * are too many; and for how long nothing expires. Background work delays none
 * of that. -Wl,--wrap=pwrite
 */
#define _GNU_SOURCE /* prlimit, memmem, MAP_ANONYMOUS */
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fork/exits.h"
#include "helpers/journal/erase/journal_leap.h"
#include "helpers/journal/journal_rows_file.h"
#include "shared/io.h"
#include "tests/lib/deadline.h"
#include "tests/lib/history/chronicle.h"
#include "tests/lib/history/scribe.h"
#include "tests/lib/scratch.h"

#define ACTOR "ali!u@h!Ali!-"
#define DAY ((unsigned long long)CHRONICLE_DAY)

static struct scribe one, other;

/*
 * True if erased lines cannot be written now, and behind it, if one is being
 * written; all processes see it.
 */
static _Atomic bool *is_stuck;

ssize_t __real_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t __wrap_pwrite(int fd, const void *at, size_t size, off_t offset);
ssize_t
__wrap_pwrite(int fd, const void *at, size_t size, off_t offset)
{
	const bool is_erased = memmem(at, size, " erased ", 8) != NULL;

	/* A minute, if the test has ended. */
	for (unsigned i = 0; i < 60000 && is_erased && *is_stuck; i++) {
		is_stuck[1] = true;
		(void)poll(NULL, 0, 1);
	}
	return __real_pwrite(fd, at, size, offset);
}

static void
stores(void)
{
	scribe_start(&one, SEC / 10, RLIM_INFINITY);
	scribe_expect(&one, "ready 0");
	scribe_expect(&one, "room 0 458752 262144 262144 0");
	scribe_say(&one, "log o begin %llu ops lasting\n", DAY + 1);
	scribe_say(&one, "log o+ join %llu ops " ACTOR " Ali\n", DAY + 2);
	scribe_say(&one, "log o in %llu ops Ali\n", DAY + 2);
	scribe_say(&one, "log o msg %llu ops " ACTOR " hello\n", DAY + 3);
	scribe_expect(&one, "stored 1795392000000003");
	scribe_expect(&one, "figures 1 * * * 0");
	scribe_say(&one, "log what\n");
	scribe_expect(&one, "warn a line for the history is not well formed");
	scribe_say(&one,
	    "log o msg %llu ops " ACTOR " again\n"
	    "ask 7 - - 0 forward ops Ali 0 0 members 0 0 10\n",
	    DAY + 4);
	scribe_expect(
	    &one, "answer 7 past join 1795392000000002 ops " ACTOR " Ali");
	scribe_expect(
	    &one, "answer 7 past msg 1795392000000003 ops " ACTOR " hello");
	scribe_expect(
	    &one, "answer 7 past msg 1795392000000004 ops " ACTOR " again");
	scribe_expect(&one, "answer 7 done 1795392000000004 3");
}

static void
is_alone(void)
{
	scribe_start(&other, SEC, RLIM_INFINITY);
	scribe_expect(&other, "warn another process has locked the history");
	scribe_ends(&other, EXITS_LOCKED, "a second one does not begin");
}

/*
 * The parent dies while the journal writes, which learns of that when it says
 * what is stored. The line that it sent meanwhile is stored, too.
 */
static void
dies_while_it_writes(void)
{
	const usec until = deadline();
	int status;

	*is_stuck = true;
	scribe_say(
	    &one, "log o msg %llu ops " ACTOR " an erased line\n", DAY + 7);
	while (!is_stuck[1])
		MUST(deadline_pause(until), "it does not write");
	scribe_say(&one, "log o msg %llu ops " ACTOR " more\n", DAY + 8);
	io_close(&one.up);
	io_close(&one.down);
	*is_stuck = false;
	MUST(waitpid(one.pid, &status, 0) == one.pid, "it is not there");
	TAP_OK(WIFEXITED(status) && WEXITSTATUS(status) == EXITS_SERVER_GONE,
	    "it ends without a parent");
}

static void
stores_the_last(void)
{
	scribe_say(&one,
	    "log o msg %llu ops " ACTOR " last\nbye shutdown now\n", DAY + 5);
	scribe_expect(&one, "stored 1795392000000005");
	scribe_ends(&one, EXITS_DONE, "it ends after bye");
	scribe_start(&one, JOURNAL_SYNC_EACH, RLIM_INFINITY);
	scribe_expect(&one, "ready 1795392000000005");
	scribe_say(&one, "log o msg %llu ops " ACTOR " last\n", DAY + 5);
	scribe_expect(&one, "stored 1795392000000005");
	scribe_say(&one, "log o msg %llu ops " ACTOR " new\n", DAY + 6);
	scribe_expect(&one, "stored 1795392000000006");
	dies_while_it_writes();
	scribe_start(&one, JOURNAL_SYNC_NONE, RLIM_INFINITY);
	scribe_expect(&one, "ready 1795392000000008");
	MUST(kill(one.pid, SIGTERM) == 0, "it is gone");
	scribe_ends(&one, EXITS_DONE, "it ends by TERM");
}

/* The last leap of the clock is not known, so it may have been just now. */
static void
tells_of_a_leap(void)
{
	char path[SCRATCH_PATH];
	uint64_t seconds = 0;
	struct str line;

	chronicle_remove();
	scratch_path(path, JOURNAL_LEAP);
	scratch_write(path, "?");
	one.days = 30;
	scribe_start(&one, SEC, RLIM_INFINITY);
	scribe_expect(
	    &one, "warn the clock has jumped ahead: nothing expires for a day");
	line = scribe_hear(&one);
	TAP_OK(str_skip(&line, STR("delayed ")) &&
		str_to_number(line, 86400, &seconds) && seconds > 80000,
	    "after a leap of the clock, nothing expires for a day");
	scribe_expect(&one, "ready 0");
	scribe_kill(&one);
	one.days = 0;
}

/* The files may not grow, as on a disk that is full; then they may. */
static void
waits_for_room(void)
{
	const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };

	chronicle_remove();
	scribe_start(&one, JOURNAL_SYNC_EACH, 500);
	scribe_expect(&one, "ready 0");
	for (unsigned i = 1; i <= 20; i++)
		scribe_say(
		    &one, "log o msg %llu ops " ACTOR " hello\n", DAY + i);
	scribe_expect(&one, "failing File too large");
	scribe_say(&one, "log o msg %llu ops " ACTOR " refused\n", DAY + 21);
	scribe_say(&one, "log c void %llu ops %llu\n", DAY + 22, DAY + 21);
	scribe_say(&one, "log o msg %llu ops " ACTOR " later\n", DAY + 23);
	MUST(prlimit(one.pid, RLIMIT_FSIZE, &none, NULL) == 0, "no limit");
	scribe_expect(&one, "failing");
	scribe_expect(&one, "stored 1795392000000023");
	scribe_say(&one, "ask 8 - - 0 backward ops * 0 1 members 0 0 2\n");
	scribe_expect(
	    &one, "answer 8 past msg 1795392000000020 ops " ACTOR " hello");
	scribe_expect(
	    &one, "answer 8 past msg 1795392000000023 ops " ACTOR " later");
	scribe_expect(&one, "answer 8 done 1795392000000023 2");
	scribe_say(&one, "bye shutdown now\n");
	scribe_ends(&one, EXITS_DONE, "nothing was lost");
}

/* It syncs before its time if it has much to keep until then. */
static void
takes_more_than_it_keeps(void)
{
	const uint64_t last = DAY + 100000;
	char line[LIMIT_LINE], want[64];
	uint64_t id = DAY;
	int len = 0;

	chronicle_remove();
	scribe_start(&one, 3600 * SEC, RLIM_INFINITY);
	scribe_expect(&one, "ready 0");
	while (id < last || len > 0) {
		if (len == 0)
			len = snprintf(line, sizeof(line),
			    "log o msg %llu ops " ACTOR " %0100d\n",
			    (unsigned long long)++id, 7);
		MUST(deadline_poll(one.down, POLLOUT, deadline()),
		    "it takes no more");
		if (io_write(one.down, line, (size_t)len) == len)
			len = 0;
		(void)scribe_listen(&one);
	}
	(void)snprintf(want, sizeof(want), "answer 9 done %llu 1",
	    (unsigned long long)last);
	scribe_say(&one, "ask 9 - - 0 backward ops * 0 1 members 0 0 1\n");
	scribe_expect(&one, "answer 9 past msg ...");
	scribe_expect(&one, want);
	scribe_say(&one, "bye shutdown now\n");
	scribe_ends(&one, EXITS_DONE, "17 MB go through 4 MiB");
}

/* A lost tail that cannot be opened: the operator hears of it. */
static void
tells_of_erasing(void)
{
	/* After those that the file "todo" has as done. */
	const unsigned long long said = DAY + 200000;
	char path[SCRATCH_PATH];

	chronicle_remove();
	chronicle_path(path, journal_file_first(CHRONICLE_DAY), ".cut");
	MUST(mkdir(path, 0700) == 0, "no directory");
	scribe_start(&one, JOURNAL_SYNC_EACH, RLIM_INFINITY);
	scribe_expect(&one, "ready 0");
	scribe_say(&one, "log o msg %llu ops " ACTOR " oops\n", said);
	scribe_say(
	    &one, "log o redact %llu ops " ACTOR " %llu why\n", said + 1, said);
	scribe_expect(&one, "stored 1795392000200001");
	scribe_expect(&one,
	    "unerased cannot erase all that is to be erased, and will try again: "
	    "Is a directory");
	scribe_say(&one, "bye shutdown now\n");
	scribe_ends(&one, EXITS_DONE, "a failure to erase is told");
	MUST(rmdir(path) == 0, "still there");
}

/* Letters are offered; the mailbox takes 20 of one sender. */
static void
records_letters(unsigned long long id)
{
	for (unsigned i = 0; i < 21; i++, id += 2)
		scribe_say(&one,
		    "log o put %llu @bo offer %llu 0 Ali " ACTOR " left%u\n",
		    id + 1, id, i);
	scribe_say(
	    &one, "ask 8 - - 0 forward @Ali,bo Ali 0 0 members 0 0 100\n");
	scribe_expect(&one,
	    "answer 8 past tell 1795392000300002 @Ali,bo " ACTOR " bo left0");
	for (unsigned i = 1; i < 20; i++)
		scribe_expect(&one, "answer 8 past tell ...");
	scribe_expect(&one, "answer 8 done * 20");
}

/* A slow disk, to the erasing. */
static void
stores_before_it_erases(void)
{
	const unsigned long long said = DAY + 300000;

	chronicle_remove();
	*is_stuck = true;
	scribe_start(&one, JOURNAL_SYNC_EACH, RLIM_INFINITY);
	scribe_expect(&one, "ready 0");
	scribe_say(&one, "log o msg %llu ops " ACTOR " oops\n", said);
	scribe_say(
	    &one, "log o redact %llu ops " ACTOR " %llu why\n", said + 1, said);
	scribe_expect(&one, "stored 1795392000300001");
	*is_stuck = false;
	records_letters(said + 2);
	scribe_say(&one, "bye shutdown now\n");
	scribe_ends(&one, EXITS_DONE, "an order is stored before it begins");
}

/* A server that died does not know whether a group's rows were moved. */
static void
moves_once(void)
{
	const unsigned long long id = DAY + 400000;

	chronicle_remove();
	scribe_start(&one, JOURNAL_SYNC_EACH, RLIM_INFINITY);
	scribe_expect(&one, "ready *");
	scribe_say(&one, "log o put %llu tea row k 1 ali old\n", id + 1);
	scribe_say(&one, "log c renamed %llu tea cup %llu\n", id + 3, id + 2);
	scribe_say(&one, "log o move %llu tea cup %llu %llu\n", id + 4, id + 2,
	    id + 4);
	scribe_say(&one, "log o put %llu tea row k 2 bob new\n", id + 5);
	scribe_say(&one, "log o move %llu tea cup %llu\n", id + 6, id + 2);
	scribe_say(&one, "ask 8 - - 0 table cup\nask 9 - - 0 table tea\n");
	scribe_expect(&one, "answer 8 past put * cup row k 1 ali old");
	scribe_expect(&one, "answer 8 done ...");
	scribe_expect(&one, "answer 9 past put * tea row k 2 bob new");
	scribe_expect(&one, "answer 9 done ...");
	scribe_say(&one, "bye shutdown now\n");
	scribe_ends(&one, EXITS_DONE, "a new group of the name keeps its rows");
}

/* Writes one more row into the file than there is room for. */
static void
write_rows(void)
{
	char path[SCRATCH_PATH], body[128], line[JOURNAL_LINE];
	FILE *out;

	scratch_path(path, ROWS_FILE);
	out = fopen(path, "w");
	MUST(out != NULL && chmod(path, 0600) == 0, "cannot make %s", path);
	for (uint32_t i = 0; i <= JOURNAL_ROWS_MOST; i++) {
		struct journal_record record = { .back = 0 };
		size_t len;
		(void)snprintf(body, sizeof(body), "put %llu ops row %u ali v",
		    DAY + i, i); /* fits */
		MUST(journal_record_read_body(str_from(body), &record), "row");
		len = journal_record_write(&record, line);
		MUST(fwrite(line, 1, len, out) == len, "cannot write %s", path);
	}
	MUST(fclose(out) == 0, "cannot write %s", path);
}

static void
tells_of_lost_rows(void)
{
	const unsigned long long id = DAY + 2 * JOURNAL_ROWS_MOST;

	chronicle_remove();
	write_rows();
	scribe_start(&one, JOURNAL_SYNC_EACH, RLIM_INFINITY);
	scribe_expect(&one,
	    "warn there are too many items and keys in the file of rows: some "
	    "will not outlast a restart");
	scribe_expect(&one, "ready 1795392001048576");
	scribe_expect(&one, "room 1795392001048576 0 262144 262144 0");
	scribe_say(&one, "log c put %llu ops row more ali v\n", id);
	scribe_expect(&one, "stored 1795392002097152");
	scribe_expect(&one, "room 1795392002097152 0 262144 262144 0");
	scribe_say(
	    &one, "log c cut %llu ops row 0\nbye shutdown now\n", id + 1);
	scribe_expect(&one, "stored 1795392002097153");
	scribe_ends(&one, EXITS_DONE, "it tells of lost rows once");
}

int
main(void)
{
	is_stuck = mmap(NULL, 2 * sizeof(*is_stuck), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(is_stuck != MAP_FAILED, "no memory");
	stores();
	is_alone();
	stores_the_last();
	waits_for_room();
	tells_of_a_leap();
	takes_more_than_it_keeps();
	tells_of_erasing();
	stores_before_it_erases();
	moves_once();
	tells_of_lost_rows();
	return tap_done();
}

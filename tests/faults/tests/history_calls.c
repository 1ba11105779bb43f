/*
 * Each call of the journal that uses a file fails once, or is the last one
 * before a kill, or half of its bytes are: while it recovers, writes, begins a
 * file, expires, erases or reads. Then the history has every message once, in
 * order; and of a deleted one nothing is left in any file. A part of the calls,
 * by chance, or all with FORKCAST_FAULTS=all. While a call fails for long,
 * check is critical and the log says why, if the history cannot do without it;
 * and the chat goes on.
 */
#define _GNU_SOURCE /* memmem */
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/faults/board.h"
#include "tests/faults/spec.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/filler.h"
#include "tests/lib/journal.h"
#include "tests/lib/pattern.h"
#include "tests/lib/shell.h"

/* A file begins with each trial, and one loses its oldest messages. */
#define LINES 20
#define LENGTH 3500
#define TRIALS_BEFORE 17
#define KEYS                                                           \
	"history_size 1M\nhistory_sync 0.01\naccounts no\ntable tea\n" \
	"stall_time 600\n"

#define CHECK "forkcastctl -p $SERVER check"

/*
 * Calls that only the journal makes in the trials, or a worker that is born. It
 * looks at many names, of which any is as good.
 */
static const struct {
	enum call call;
	const char *kinds[4];
	unsigned most;
} calls[] = {
	{ CALL_flock, { "EINTR", "ENOLCK", "kill" }, 9 },
	{ CALL_fstat, { "EIO", "kill" }, 9 },
	{ CALL_fstatat, { "EACCES", "kill" }, 3 },
	{ CALL_openat, { "EIO", "EMFILE", "kill" }, 100 },
	{ CALL_pread, { "EIO", "kill" }, 40 },
	{ CALL_pwrite, { "EIO", "short", "torn", "kill" }, 100 },
	{ CALL_fdatasync, { "EIO", "kill" }, 100 },
	{ CALL_fsync, { "EIO", "kill" }, 100 },
	{ CALL_ftruncate, { "EIO", "kill" }, 100 },
	{ CALL_renameat, { "EIO", "kill" }, 100 },
	{ CALL_unlinkat, { "EIO", "kill" }, 100 },
	{ CALL_lseek, { "EIO" }, 9 },
};

/* Faults that last from before the journal's start, and the log of each. */
static const struct {
	const char *fault;
	const char *says;
	bool stops; /* the history cannot do without the call */
} lasting[] = {
	{ "flock:1+:ENOLCK:worker",
	    "cannot lock the history: No locks available", true },
	{ "syscall:1+:ENOMEM:worker", "pid * ended, exit sandbox; ...", true },
	{ "fstatat:1+:EACCES:worker",
	    "cannot lock the history: Permission denied", true },
	{ "openat:1+:EMFILE:worker",
	    "cannot lock the history: Too many open files", true },
	{ "pread:1+:EIO:worker",
	    "cannot read the history: *: Input/output error", true },
	{ "pwrite:1+:EROFS:worker", "cannot write: Read-only file system",
	    true },
	{ "fdatasync:1+:EIO:worker",
	    "cannot sync the history: *: Input/output error", true },
	{ "fsync:1+:EIO:worker",
	    "cannot sync the history: *: Input/output error", true },
	{ "ftruncate:1+:EIO:worker", "cannot mend rows: Input/output error",
	    true },
	{ "renameat:1+:EROFS:worker",
	    "cannot begin a file of the history, and will try again: Read-only "
	    "file system",
	    false },
};

static struct {
	struct server *server;
	struct conn *ali;
	unsigned trial;
	bool all;
	unsigned made[COUNT(calls)]; /* by a trial */
} test;

/* Returns whether a file of the directory has the text. */
static bool
is_in(const char *directory, const char *text)
{
	static char bytes[1 << 20];
	DIR *all = opendir(directory);
	const struct dirent *entry;
	bool found = false;

	MUST(all != NULL, "%s", strerror(errno));
	while (!found && (entry = readdir(all)) != NULL) {
		char path[4 * SCRATCH_PATH];
		size_t len;
		FILE *file;
		(void)snprintf(path, sizeof(path), "%s/%s", directory,
		    entry->d_name); /* fits */
		if ((file = fopen(path, "r")) == NULL)
			continue; /* it is gone */
		len = fread(bytes, 1, sizeof(bytes), file);
		MUST(len < sizeof(bytes), "a large file");
		found = memmem(bytes, len, text, strlen(text)) != NULL;
		(void)fclose(file); /* was only read */
	}
	(void)closedir(all); /* was only read */
	return found;
}

static void
await_erasure(const char *text)
{
	const usec until = deadline();

	while (is_in(journal_path(), text))
		MUST(deadline_pause(until), "%s is still there", text);
}

/* Says a line for the trial; returns its ID. */
static uint64_t
say(unsigned number)
{
	conn_say(
	    test.ali, "send tea %u.%u %s", test.trial, number, filler(LENGTH));
	conn_wait_for(test.ali, "msg * tea ali %u.%u *", test.trial, number);
	return conn_id(test.ali);
}

/* Reads the messages of the trial. Returns false if that is refused. */
static bool
read_trial(unsigned *count)
{
	struct str line;
	char wanted[64];

	*count = 0;
	conn_say(test.ali, "history tea said last %d", LINES);
	while (line = conn_line(test.ali), str_begins(line, STR("past "))) {
		(void)snprintf(wanted, sizeof(wanted),
		    "past msg * tea ali %u.%u *", test.trial, *count);
		*count += pattern_matches(wanted, line);
	}
	return pattern_matches("ok history ...", line);
}

/* Deletes the message, as soon as the journal can find it. */
static void
redact(uint64_t id)
{
	const usec until = deadline();
	struct str line;

	for (;;) {
		conn_say(test.ali, "redact tea %llu", (unsigned long long)id);
		line = conn_line(test.ali);
		if (!pattern_matches("err redact unavailable ...", line))
			break;
		MUST(deadline_pause(until), "it cannot be deleted");
	}
	MUST(pattern_matches("redact * tea ali *", line), "\"%.*s\"",
	    (int)line.len, line.at);
}

/* Says and does something of each sort, and waits for the erasing. */
static void
act(void)
{
	char secret[32];
	uint64_t id;
	unsigned count;

	for (unsigned i = 0; i < LINES / 2; i++)
		(void)say(i);
	(void)snprintf(secret, sizeof(secret), "secret%u.", test.trial);
	conn_say(test.ali, "send tea %s", secret);
	conn_wait_for(test.ali, "msg * tea ali %s", secret);
	id = conn_id(test.ali);
	redact(id);
	conn_say(test.ali, "put tea k %u", test.trial);
	conn_wait_for(test.ali, "ok put tea k ...");
	for (unsigned i = LINES / 2; i < LINES; i++)
		(void)say(i);
	(void)read_trial(&count);
	await_erasure(secret);
}

static void
must_have_all(const char *when)
{
	const usec until = deadline();
	unsigned count;

	while (!read_trial(&count))
		MUST(deadline_pause(until), "%s: it cannot be read", when);
	MUST(count == LINES, "%s: %u of %d are there, in order", when, count,
	    LINES);
}

/* Appends half of a line to the file of that name, as a kill may leave one. */
static void
spoil(const char *name)
{
	char path[4 * SCRATCH_PATH];
	FILE *file;

	(void)snprintf(
	    path, sizeof(path), "%s/%s", journal_path(), name); /* fits */
	file = fopen(path, "r+");
	MUST(file != NULL && fseek(file, 0, SEEK_END) == 0 &&
		fputs("12345678 0 put 1", file) != EOF && fclose(file) == 0,
	    "%s: %s", path, strerror(errno));
}

/* The next journal finds lines that are not whole. */
static void
spoil_files(void)
{
	DIR *all = opendir(journal_path());
	const struct dirent *entry;
	char newest[256] = "";
	unsigned long number = 0;

	MUST(all != NULL, "%s", strerror(errno));
	while ((entry = readdir(all)) != NULL) {
		const char *point = strchr(entry->d_name, '.');
		char *end;
		if (entry->d_name[0] != '2' || point == NULL ||
		    strtoul(point + 1, &end, 10) <= number || *end != '\0')
			continue;
		number = strtoul(point + 1, NULL, 10);
		(void)snprintf(newest, sizeof(newest), "%s", entry->d_name);
	}
	(void)closedir(all); /* was only read */
	spoil(newest);
	spoil("rows");
}

/* Returns whether the fault was met. */
static bool
try(const char *fault)
{
	const pid_t journal = journal_find(test.server);
	bool met;

	test.trial++;
	board_arm(fault);
	(void)kill(journal, SIGKILL); /* or the last trial did */
	server_expect(test.server, "journal: pid * ended, signal ...");
	spoil_files();
	act();
	met = board_hits() > 0;
	board_disarm();
	must_have_all(fault);
	return met;
}

/* Counts the calls of a trial without a fault. */
static void
survey(void)
{
	for (unsigned i = 0; i < TRIALS_BEFORE; i++) {
		test.trial++;
		act();
	}
	for (size_t i = 0; i < COUNT(calls); i++)
		test.made[i] = board_count(SIDE_WORKER, calls[i].call);
	(void)try("kill:99:EPERM:worker");
	for (size_t i = 0; i < COUNT(calls); i++) {
		test.made[i] =
		    board_count(SIDE_WORKER, calls[i].call) - test.made[i];
		tap_note("%u times %s", test.made[i], spec_name(calls[i].call));
	}
}

static void
try_call(size_t which, const char *kind)
{
	const unsigned made = test.made[which] > 0 ? test.made[which] : 1;
	const unsigned most =
	    made < calls[which].most ? made : calls[which].most;
	char fault[64];
	unsigned met = 0;

	for (unsigned i = 1; i <= (test.all ? most : 1); i++) {
		(void)snprintf(fault, sizeof(fault), "%s:%u:%s:worker",
		    spec_name(calls[which].call),
		    test.all && most == made ? i : 1 + dice(made), kind);
		met += try(fault);
	}
	PASS("%s: %s of %u (%u met): nothing is lost or left",
	    spec_name(calls[which].call), kind, made, met);
}

/* As soon as the scoreboard has it. */
static void
expect_check(const char *verdict, int status)
{
	char script[256], wanted[64];

	(void)snprintf(script, sizeof(script),
	    "until " CHECK
	    " | grep -q %s; do sleep 0.05 || sleep 1; done; " CHECK,
	    verdict);
	(void)snprintf(wanted, sizeof(wanted), "FORKCAST %s - ...\n", verdict);
	shell_run(script, status, wanted, "");
}

static void
try_lasting(size_t which)
{
	test.trial++;
	board_arm(lasting[which].fault);
	journal_signal(test.server, SIGKILL);
	server_expect(test.server, "journal: pid * ended, signal ...");
	spoil_files();
	for (unsigned i = 0; i < LINES; i++)
		(void)say(i);
	server_expect(test.server, "journal: %s", lasting[which].says);
	if (lasting[which].stops)
		expect_check("CRITICAL", 2);
	board_disarm();
	must_have_all(lasting[which].fault);
	expect_check("OK", 0);
	PASS(
	    "%s: the chat goes on, and the log says why", lasting[which].fault);
}

static void
start(const char *more)
{
	static char config[4 * SCRATCH_PATH];

	(void)snprintf(config, sizeof(config), "%s" KEYS "%s", journal_config(),
	    more); /* fits */
	test.server = server_start(
	    &(struct setup) { .config = config, .program = BOARD_PROGRAM });
	shell_set_number("SERVER", test.server->was);
	test.ali = conn_member(test.server, "ali", "tea");
}

int
main(void)
{
	const char *wanted = getenv("FORKCAST_FAULTS");

	test.all = wanted != NULL;
	dice_begin();
	board_begin_apart();
	start("hold_time 600\n");
	survey();
	for (size_t i = 0; i < COUNT(calls); i++)
		for (size_t kind = 0; kind < 4 && calls[i].kinds[kind] != NULL;
		     kind++)
			try_call(i, calls[i].kinds[kind]);
	conn_close(test.ali);
	server_stop(test.server);
	start("hold_time 1\n");
	for (size_t i = 0; i < COUNT(lasting); i++)
		try_lasting(i);
	conn_close(test.ali);
	server_stop(test.server);
	return tap_done();
}

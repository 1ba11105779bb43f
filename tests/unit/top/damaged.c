/*
 * server/upgrade/handover and server/upgrade/losses: of each section of a full
 * state, the first two rows that begin with the same word are damaged: a row is
 * missing, cut off, doubled, or has other numbers. The server takes such a
 * state and says what was lost: whatever agrees with itself is kept, and only
 * the clients whom the row concerns are lost. It refuses a state with which it
 * could serve nobody, or would serve somebody whom it must not. Where a row can
 * be missing, its client is as it would be without it. The first such row is
 * damaged in all ways, the second in one that is drawn; with FORKCAST_FULL in
 * the environment ("make soak"), each in all.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "server/accept/spawn.h"
#include "server/base/log/log.h"
#include "server/base/mem/memfd.h"
#include "server/base/state/module.h"
#include "server/operator/upgrade.h"
#include "server/router/delivery/disconnect_requests.h"
#include "server/router/delivery/fanout.h"
#include "server/router/disconnect.h"
#include "server/router/model/clients.h"
#include "server/router/model/groups.h"
#include "server/router/model/slots.h"
#include "server/upgrade/handover.h"
#include "server/upgrade/losses.h"
#include "shared/io.h"
#include "tests/lib/changed.h"
#include "tests/lib/child.h"
#include "tests/lib/deadline.h"
#include "tests/lib/dice.h"
#include "tests/lib/must.h"
#include "tests/lib/router/left.h"
#include "tests/lib/router/pace.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/scratch.h"
#include "tests/lib/top/full.h"

#define UPTIME (5000 * SEC)

/*
 * How many clients a row of that section may cost: its own, or two if it could
 * be either's; or all who have the same group, box or line.
 */
static const struct {
	const char *section;
	size_t lost;
	bool vital; /* such a state may not be taken at all */
} sections[] = {
	{ "clock", 0, false },
	{ "self", 0, false },
	{ "configuration", 0, false },
	{ "password", 0, true },
	{ "motd", 0, false },
	{ "counts", 0, false },
	{ "log", 0, false },
	{ "wall", 0, false },
	{ "guesses", 0, false },
	{ "bans", 0, false },
	{ "peers", 0, false },
	{ "groups", 99, false },
	{ "founders", 0, false },
	{ "clients", 2, false },
	{ "slots", 2, false },
	{ "members", 99, false },
	{ "modes", 99, false },
	{ "tables", 0, false },
	{ "locks", 99, false },
	{ "hearers", 1, false },
	{ "seen", 0, false },
	{ "boxes", 99, false },
	{ "accounts", 1, false },
	{ "powers", 1, false },
	{ "serves", 1, false },
	{ "uplinks", 2, false },
	{ "downlinks", 99, false },
	{ "newborns", 0, true },
	{ "children", 0, true },
	{ "listeners", 0, true },
	{ "helpers", 0, false },
	{ "keeping", 0, true },
	{ "control", 0, false },
	{ "notify", 0, false },
	{ "upgrade", 0, false },
	{ "pid_file", 0, false },
	{ "scoreboard", 0, false },
	{ "descriptors", 0, true },
	{ "store", 0, false },
	{ "unstored", 0, false },
	{ "journaling", 0, false },
};

/* How many of the rows of a section that begin with the same word are damaged.
 */
#define ALIKE 2
#define KEYS 64 /* that a section may have */

/* The damage to a row. */
enum way { MISSING, CUT, DOUBLED, LEAST, MOST, BEYOND, WORD, WAYS };
static const char *const ways[] = { "is missing", "is cut off", "is doubled",
	"has 0", "has much", "has too much", "has a word" };
static const char *const numbers[] = { [LEAST] = "0",
	[MOST] = "2147483647",
	[BEYOND] = "99999999999999999999",
	[WORD] = "x" };

static struct {
	int fd; /* of the state */
	char *text; /* the state */
	size_t len;
	struct str line; /* that is damaged, within the text */
	enum way way;
	size_t section; /* its */
	struct {
		struct str word; /* the first of a row, within the text */
		size_t rows; /* of this section that begin with it, so far */
	} keys[KEYS];
	size_t least; /* clients and open slots that have to be left */
	size_t *clients; /* shared: how many there were */
	size_t tried;
	int log; /* of who takes it */
} test;

static int
save(void)
{
	const struct handover handover = { .version = "0.1" };
	struct state state;

	MUST(handover_save(&state, test.fd, &handover), "%s", state.why.text);
	state_free(&state);
	*test.clients = clients_used();
	return 0;
}

static int
fill_and_save(void)
{
	full_fill();
	return save();
}

static int
leave_and_save(void)
{
	stage_begin((const struct config_option[]) {
	    { "max_clients", "20" }, { "hello_time", "0" }, { NULL, NULL } });
	MUST(spawn_init(), "no memory");
	left_fill(pace_turns);
	return save();
}

/* --- The damage ------------------------------------------------------- */

/* Writes the line as the way has it. */
static void
write_line(FILE *out)
{
	const struct str line = test.line;
	const char *space = memchr(line.at, ' ', line.len);
	const size_t word =
	    space != NULL ? (size_t)(space - line.at) : line.len;

	switch (test.way) {
	case MISSING:
		return;
	case CUT:
		(void)fprintf(out, "%.*s\n", (int)(line.len - 1), line.at);
		return;
	case DOUBLED:
		for (int i = 0; i < 2; i++)
			(void)fprintf(out, "%.*s\n", (int)line.len, line.at);
		return;
	default:
		(void)fprintf(out, "%.*s", (int)word, line.at);
	}
	/* Each number of it: what begins with a digit, or a minus. */
	for (size_t i = word; i < line.len;) {
		size_t len = 1;
		while (i + len < line.len && line.at[i + len] != ' ')
			len++;
		if (strchr("-0123456789", line.at[i + 1]) != NULL)
			(void)fprintf(out, " %s", numbers[test.way]);
		else
			(void)fprintf(out, "%.*s", (int)len, line.at + i);
		i += len;
	}
	(void)fputc('\n', out);
}

static void
write_damaged(void)
{
	char *text;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	const char *behind = test.line.at + test.line.len + 1;

	MUST(out != NULL, "no memory");
	(void)fwrite(test.text, 1, (size_t)(test.line.at - test.text), out);
	write_line(out);
	(void)fwrite(behind, 1, test.len - (size_t)(behind - test.text), out);
	MUST(fclose(out) == 0, "no memory");
	MUST(ftruncate(test.fd, 0) == 0 && lseek(test.fd, 0, SEEK_SET) == 0 &&
		io_write_all(test.fd, text, len),
	    "cannot write a state: %s", strerror(errno));
	free(text);
}

/* --- Taking it -------------------------------------------------------- */

/* All that the state speaks of is open in this process: something is. */
static void
open_descriptors(void)
{
	/* A secret before it may have a byte 0. */
	const char *at = memmem(test.text, test.len, "section descriptors\n",
	    strlen("section descriptors\n"));
	int null = open("/dev/null", O_RDWR), fd;

	MUST(at != NULL && null != -1, "no descriptors");
	while ((at = strstr(at, "\nfd ")) != NULL) {
		at += 4;
		fd = (int)strtol(at, NULL, 10);
		if (fd != test.fd && fd != null)
			MUST(dup2(null, fd) == fd, "cannot open %d", fd);
	}
}

static bool
is_whole(void)
{
	size_t slots = 0;

	for (uint32_t client = clients_next(0); client != CLIENT_NONE;
	     client = clients_next(client + 1))
		if (!slots_has(clients_slot(client)) ||
		    slots_get(clients_slot(client))->client != client)
			return false;
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1))
		slots += slots_get(number)->client != CLIENT_NONE;
	return slots == clients_used();
}

/* Counts the clients that are open and were not told "bye internal". */
static size_t
count_clients(void)
{
	size_t count = 0;

	for (uint32_t client = clients_next(0); client != CLIENT_NONE;
	     client = clients_next(client + 1))
		count += slots_get(clients_slot(client))->bye != BYE_INTERNAL;
	return count;
}

/* The log names the loss, but no client's text. */
static bool
is_logged(void)
{
	char text[16384];
	const ssize_t len = pread(test.log, text, sizeof(text) - 1, 0);

	MUST(len >= 0, "no log");
	text[len] = '\0';
	return strstr(text, "upgrade: lost: s") != NULL;
}

/* In a child: 0 if it is taken, 1 if not, or what is wrong then. */
static int
take(void)
{
	struct handover handover;
	struct state state;
	bool over = false;

	open_descriptors();
	MUST(ftruncate(test.log, 0) == 0 && lseek(test.log, 0, SEEK_SET) == 0 &&
		dup2(test.log, STDERR_FILENO) == STDERR_FILENO,
	    "no log");
	MUST(modules_init(), "no memory");
	if (!handover_begin(&state, test.fd, &handover))
		return 1;
	handover.pid = (uint64_t)getpid();
	if (!handover_load(&state, &handover))
		return 1;
	stage_configure((const struct config_option[]) {
	    { "hello_time", "0" }, { NULL, NULL } });
	losses_settle(&state);
	for (uint32_t number = slots_next(0); number != SLOT_NONE;
	     number = slots_next(number + 1))
		over = over || slots_get(number)->down.over_mark;
	if (!over)
		sane_check();
	if (!is_whole())
		return 2;
	if (count_clients() < test.least)
		return 3;
	return count_clients() == *test.clients || is_logged() ? 0 : 4;
}

/* --- All of them ------------------------------------------------------ */

static bool
damage(void)
{
	const size_t lost = sections[test.section].lost;
	const size_t clients = *test.clients;
	int code;

	test.least = lost < clients ? clients - lost : 0;
	write_damaged();
	code = child_run(take);
	test.tried++;
	if (code == 0 || (code == 1 && sections[test.section].vital))
		return true;
	(void)printf("# %s: \"%.*s\" %s: %d\n", sections[test.section].section,
	    (int)(test.line.len < 60 ? test.line.len : 60), test.line.at,
	    ways[test.way], code);
	return false;
}

/*
 * In all ways, or in one that is drawn: where sanitizers take eight times as
 * long, and a row like one that was damaged in all ways before.
 */
static bool
damage_row(bool first_of_kind)
{
	const bool all =
	    getenv("FORKCAST_FULL") != NULL || (first_of_kind && !sanitized());
	const unsigned first = all ? 0 : dice(WAYS);
	const unsigned end = all ? WAYS : first + 1;
	bool good = true;

	for (unsigned way = first; way < end; way++) {
		test.way = way;
		good = damage() && good;
	}
	return good;
}

/* Notes the row, and returns how many of its kind there were before. */
static size_t
alike_before(struct str line)
{
	const struct str word = str_word(&line);
	size_t i = 0;

	while (i < KEYS && test.keys[i].rows > 0 &&
	    !str_eq(test.keys[i].word, word))
		i++;
	MUST(i < KEYS, "section %s has more than %d keys",
	    sections[test.section].section, KEYS);
	test.keys[i].word = word;
	return test.keys[i].rows++;
}

/* By its header. */
static bool
enter_section(struct str line)
{
	const struct str word = STR("section ");

	if (line.len <= word.len || memcmp(line.at, word.at, word.len) != 0)
		return false;
	memset(test.keys, 0, sizeof(test.keys));
	test.section = 0;
	while (test.section < COUNT(sections) &&
	    !str_eq(str_from(sections[test.section].section),
		(struct str) { line.at + word.len, line.len - word.len }))
		test.section++;
	MUST(test.section < COUNT(sections),
	    "section %.*s is new: say in sections[] of this test whom a wrong "
	    "row of it may cost",
	    (int)(line.len - word.len), line.at + word.len);
	return true;
}

/* Bytes that a row announces are none. */
static size_t
bytes_behind(struct str line)
{
	const struct str key = str_word(&line);
	uint64_t len;

	if (key.len == 0 || key.at[key.len - 1] != ':' ||
	    !str_to_number(line, SIZE_MAX / 2, &len))
		return 0;
	return (size_t)len + 1;
}

static void
damage_all(const char *what, int (*fill)(void))
{
	bool good = true, within = false;

	MUST(ftruncate(test.fd, 0) == 0 && lseek(test.fd, 0, SEEK_SET) == 0,
	    "ftruncate");
	MUST(child_run(fill) == 0, "%s: cannot be saved", what);
	test.text = changed_read(test.fd, &test.len);
	for (char *at = test.text; at < test.text + test.len;) {
		char *end =
		    memchr(at, '\n', test.len - (size_t)(at - test.text));
		test.line = (struct str) { at, (size_t)(end - at) };
		at = end + 1 + bytes_behind(test.line);
		if (enter_section(test.line)) {
			within = true;
		} else if (within && strncmp(test.line.at, "end ", 4) != 0) {
			const size_t before = alike_before(test.line);
			if (before < ALIKE)
				good = damage_row(before == 0) && good;
		}
	}
	(void)TAP_OK(good, "%s, and each row damaged: %zu states are taken",
	    what, test.tried);
	free(test.text);
}

int
main(void)
{
	bulk();
	dice_begin();
	pace(UPTIME);
	full_begin();
	test.fd = memfd_open("state");
	test.log = scratch_nameless();
	test.clients = mmap(NULL, sizeof(*test.clients), PROT_READ | PROT_WRITE,
	    /* cppcheck-suppress invalidFunctionArg ; there is no file */
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	MUST(test.fd != -1 && test.clients != MAP_FAILED, "no memory");
	damage_all("a full server", fill_and_save);
	damage_all("what clients leave", leave_and_save);
	return tap_done();
}

/*
 * helpers/journal: whatever is in its files, it reads and appends to them; each
 * answer is of the grammar; what it has erased cannot be found; and the next
 * one finds the same. The input has files, each after a line "= NAME".
 */
#define _GNU_SOURCE /* memmem */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/helper.h"
#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_files.h"
#include "helpers/journal/journal_log.h"
#include "shared/buf.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/history/shelf.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

/* Steps after which it hangs. */
#define STEPS_MOST 100000

/* Files that the input may have; all of ops.7. */
static const char *const names[] = {
	"history/ops.7/2026-11-23.1795392000000001",
	"history/ops.7/2026-11-23.1795392000000005",
	"history/ops.7/2026-11-24.1795478400000001", "history/ops.7/members",
	"history/ops.7/closed", "tables/ops.7", "boxes/ops.7", "read/ops.7",
	"history/@ali.3+bob.4/2026-11-23.1795392000000001"
};

static struct {
	int first; /* descriptor of those that are open */
	size_t len;
	char answer[512 * 1024]; /* as much as it can say */
} self;

/* Checks what it says, and keeps its answers. */
static void
check_answer(void)
{
	struct str line;

	for (self.len = 0; buf_line(&helper.up, &line) == LINE_WHOLE;
	     buf_drop_line(&helper.up, line)) {
		struct command said;
		MUST(grammar_parse(line, FROM_WORKER, &said) == CODE_OK,
		    "it says \"%.*s\"", (int)line.len, line.at);
		if (said.rule->verb != VERB_ANSWER)
			continue;
		memcpy(self.answer + self.len, line.at, line.len + 1);
		self.len += line.len + 1;
	}
	MUST(buf_len(&helper.up) == 0, "a line is too long");
}

static void
work(void)
{
	unsigned steps = 0;

	do {
		MUST(++steps < STEPS_MOST, "it never ends");
		if (journal_ask_waits()) {
			MUST(journal_store_sync(true), "it cannot sync");
			journal_ask_synced();
		}
		journal_ask_work(true);
	} while (journal_ask_waits() || journal_expire(clock_mono()));
	check_answer();
}

/* Begins with what is in the scratch directory; false if it refuses to. */
static bool
journal_begins(void)
{
	char path[SCRATCH_PATH];
	int state;

	scratch_path(path, ".");
	self.first = dup(STDERR_FILENO);
	state = open(path, O_RDONLY | O_DIRECTORY);
	helper_begin();
	MUST(state != -1 && journal_files_init(state, 1024), "cannot begin: %s",
	    strerror(errno));
	if (!journal_log_begin(state, 0, 0)) {
		(void)io_close_from(self.first);
		return false;
	}
	journal_ask_begin();
	work();
	return true;
}

/* Takes a line, "log ..." or "ask ...", and works until nothing is left. */
static void
say(struct str line)
{
	if (str_skip(&line, STR("log ")))
		MUST(journal_log_take(line), "it cannot write");
	else if (str_skip(&line, STR("ask ")))
		MUST(journal_ask_take(line), "it takes no question");
	work();
}

static struct str
answer(void)
{
	return (struct str) { self.answer, self.len };
}

/* Writes and syncs all, and closes the files. */
static void
journal_ends(void)
{
	work();
	MUST(journal_store_sync(true), "it cannot sync");
	(void)io_close_from(self.first);
}

static void
make_directories(void)
{
	static const char *const directories[] = { "history", "tables", "boxes",
		"read", "history/ops.7", "history/@ali.3+bob.4" };
	char path[SCRATCH_PATH];

	for (size_t i = 0; i < COUNT(directories); i++) {
		scratch_path(path, directories[i]);
		MUST(mkdir(path, 0700) == 0 || errno == EEXIST, "%s", path);
	}
}

static void
write_files(struct str input)
{
	static char room[65536];
	const char *name = names[0];
	struct buf file;
	struct str line;

	buf_init(&file, room, sizeof(room));
	while (fuzz_line(&input, &line)) {
		if (!str_skip(&line, STR("= "))) {
			(void)BUF_CAT(
			    &file, line, input.len > 0 ? STR("\n") : STR(""));
			continue;
		}
		if (buf_len(&file) > 0)
			shelf_write(name, buf_str(&file));
		buf_drop(&file, buf_len(&file));
		for (size_t i = 0; i < COUNT(names); i++)
			if (str_eq(line, str_from(names[i])))
				name = names[i];
	}
	if (buf_len(&file) > 0)
		shelf_write(name, buf_str(&file));
}

/* Returns how many descriptors are open. */
static unsigned
count_open(void)
{
	unsigned count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) != -1;
	return count;
}

/* Asks, and again from each place where the question goes on. */
static void
ask(const char *question)
{
	struct str place = STR(""), last;
	char line[LIMIT_LINE];
	unsigned steps = 0;

	do {
		(void)snprintf(line, sizeof(line), "ask 7 %.*s%s",
		    (int)place.len, place.at, question);
		say(str_from(line));
		last = answer();
		MUST(last.len > 0 && ++steps < STEPS_MOST, "%s: no answer",
		    question);
		for (struct str rest = last; rest.len > 0;)
			last = str_cut(&rest, '\n');
		place = last.at != NULL &&
			(str_skip(&last, STR("answer 7 later ")) ||
			    str_skip(&last, STR("answer 7 next "))) ?
		    (struct str) { last.at, last.len + 1 } :
		    STR("");
		if (place.len > 0)
			self.answer[(size_t)(place.at - self.answer) +
			    place.len - 1] = ' ';
	} while (place.len > 0);
}

static void
ask_all(void)
{
	static const char *const questions[] = {
		"forward ops.7 * 0 1 - 0 0 100",
		"backward ops.7 * 0 1 sl 0 0 100",
		("forward ops.7 ali.3 0 1 j 1795392000000002 "
		 "1795392000000009 1"),
		"find ops.7 * 0 1 - 0 0 100 e",
		"find ops.7 * 0 1 - 1795392000000002 0 100 hello",
		"forward ops.7 ops.7 0 0 m 0 0 100", "mark ops.7 ops.7",
		"talks ops.7 - 0 0 100", "list", "table ops.7", "box ops.7",
		"+ 5 0 0 - table ops.7", "talks ops.7 m 0 0 9", "status"
	};

	const unsigned open = count_open();

	for (size_t i = 0; i < COUNT(questions); i++)
		ask(questions[i]);
	MUST(count_open() == open, "a file stays open");
}

static void
goes_on(void)
{
	static char before[65536];
	struct str mark;
	uint64_t id;
	size_t len;

	say(STR("log 1899999999999990 ops.7 in eve.5 0"));
	say(STR("log 1899999999999991 ops.7 o msg e!u@h!eve!- here"));
	say(STR("log 1899999999999992 ops.7 table put x"));
	say(STR("log 1899999999999992 ops.7 box item x"));
	say(STR("log 1899999999999992 ops.7 out ops.7 0"));
	say(STR("log 1899999999999993 @ops.7+eve.5 c tell o!u@h!ops!- eve x"));
	say(STR("log 1899999999999994 ops.7 seen ops.7 1899999999999993"));
	ask("mark ops.7 ops.7");
	mark = answer();
	MUST(str_skip(&mark, STR("answer 7 done ")) &&
		str_to_number(str_cut(&mark, '\n'), UINT64_MAX, &id) &&
		id >= UINT64_C(1899999999999993),
	    "it marks \"%.*s\"", (int)answer().len, answer().at);
	ask("erase ops.7 1795392000000003 1795392000000004");
	ask("forward ops.7 * 0 1 - 1795392000000002 1795392000000004 1");
	MUST(memmem(answer().at, answer().len, " msg ", 5) == NULL,
	    "it is there");
	ask("forget ali.3 ali 0");
	ask("forward ops.7 * 0 1 - 0 0 60");
	len = answer().len;
	MUST(len <= sizeof(before), "a long answer");
	memcpy(before, answer().at, len);
	journal_ends();
	MUST(journal_begins(), "the next one refuses");
	ask("forward ops.7 * 0 1 - 0 0 60");
	MUST(str_eq(answer(), (struct str) { before, len }),
	    "the next one finds \"%.*s\"", (int)answer().len, answer().at);
	ask("talks eve.5 m 0 0 9");
	ask("erase ops.7 0 0");
}

void
fuzz(struct str input)
{
	static bool is_begun;

	if (!is_begun)
		shelf_in_memory();
	is_begun = true;
	make_directories();
	write_files(input);
	MUST(journal_begins(), "it refuses");
	ask_all();
	goes_on();
	journal_ends();
	shelf_remove();
}

/* The journal's parts without its process: see clerk.h. */
#include "clerk.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_log.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define UP_ROOM ((size_t)512 * 1024)

/* Steps after which it hangs. */
#define STEPS_MOST 100000

static struct {
	int first; /* descriptor of those that are open */
	struct buf up;
	char room[UP_ROOM];
	size_t len;
	char answer[UP_ROOM];
} self;

void
journal_warn(const struct str *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		MUST(pieces[i].len < LIMIT_TEXT, "a long warning");
}

/* Checks what it says, and keeps it. */
static void
check_answer(void)
{
	struct str line;

	for (self.len = 0; buf_line(&self.up, &line) == LINE_WHOLE;
	     buf_drop_line(&self.up, line)) {
		struct command said;
		MUST(grammar_parse(line, FROM_WORKER, &said) == CODE_OK,
		    "it says \"%.*s\"", (int)line.len, line.at);
		memcpy(self.answer + self.len, line.at, line.len + 1);
		self.len += line.len + 1;
	}
	MUST(buf_len(&self.up) == 0, "a line is too long");
}

static void
work(void)
{
	unsigned steps = 0;

	do {
		MUST(++steps < STEPS_MOST, "it never ends");
		MUST(journal_store_write(), "it cannot write");
		if (journal_ask_waits()) {
			MUST(journal_store_sync(), "it cannot sync");
			journal_ask_synced();
		}
	} while (journal_ask_work(true) || journal_ask_waits() ||
	    journal_pass(clock_mono(), true));
	check_answer();
}

bool
clerk_begin(const char *directory)
{
	char path[SCRATCH_PATH];
	int state;

	if (directory == NULL)
		scratch_path(path, ".");
	self.first = dup(STDERR_FILENO);
	state =
	    open(directory != NULL ? directory : path, O_RDONLY | O_DIRECTORY);
	buf_init(&self.up, self.room, sizeof(self.room));
	MUST(state != -1 && journal_files_init(state), "cannot begin: %s",
	    strerror(errno));
	journal_ask_begin(&self.up);
	if (!journal_log_begin(state, 0, 0)) {
		(void)io_close_from(self.first);
		return false;
	}
	journal_erase_begin();
	work();
	return true;
}

void
clerk_line(struct str line)
{
	if (str_skip(&line, STR("log ")))
		MUST(journal_log_take(line), "it cannot write");
	else if (str_skip(&line, STR("ask ")))
		MUST(journal_ask_take(line), "it takes no question");
	work();
}

struct str
clerk_answer(void)
{
	return (struct str) { self.answer, self.len };
}

void
clerk_end(void)
{
	work();
	MUST(journal_store_sync(), "it cannot sync");
	(void)io_close_from(self.first);
}

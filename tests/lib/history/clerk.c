/* The journal's parts without its process: see clerk.h. */
#include "clerk.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "helpers/journal/journal_ask.h"
#include "helpers/journal/journal_expire.h"
#include "helpers/journal/journal_letters.h"
#include "helpers/journal/journal_log.h"
#include "helpers/journal/journal_members.h"
#include "shared/grammar.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define UP_ROOM ((size_t)512 * 1024)

/* Steps after which it hangs. */
#define STEPS_MOST 100000

static struct {
	char *room;
	int first; /* descriptor of those that are open */
	struct buf up;
	size_t len;
	char answer[UP_ROOM];
} self;

void
journal_warn(const struct str *pieces, size_t count)
{
	for (size_t i = 0; i < count; i++)
		MUST(pieces[i].len < LIMIT_TEXT, "a long warning");
}

/* Gives each part its memory, as the process does. */
static void
give_memory(void)
{
	const size_t dirs = journal_dirs_room(), store = journal_store_room();
	const size_t asks = journal_ask_room(),
		     members = journal_members_room();
	const size_t letters = journal_letters_room();
	char *at;

	if (self.room == NULL)
		self.room = malloc(dirs + store + asks + members + letters +
		    JOURNAL_BLOCK + UP_ROOM);
	at = self.room;
	MUST(at != NULL && journal_members_init(at), "no memory");
	at += members;
	journal_dirs_init(at);
	at += dirs;
	memset(at, 0, asks);
	journal_ask_init(at, &self.up);
	journal_store_init(at += asks);
	journal_letters_init(at += store);
	journal_scan_init(at += letters);
	buf_init(&self.up, at + JOURNAL_BLOCK, UP_ROOM);
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
	    journal_log_reap());
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
	MUST(state != -1 && journal_dirs_make(state), "no state");
	give_memory();
	journal_log_init(0);
	if (!journal_dirs_load(state)) {
		(void)io_close_from(self.first);
		return false;
	}
	journal_expire_begin(0, 0, journal_scan_last_of_all());
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
	struct journal_dir *dir;

	work();
	MUST(journal_store_sync(), "it cannot sync");
	for (dir = journal_dir_after(STR("")); dir != NULL;
	     dir = journal_dir_after(journal_dir_name(dir)))
		journal_store_forget(dir);
	(void)io_close_from(self.first);
}

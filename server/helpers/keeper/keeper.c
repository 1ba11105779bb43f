/*
 * The keeper: see keeper.h. It answers questions in the order in which they
 * come. All changes of the store since it has last read are saved together, and
 * answered only after that; what takes long is answered before more is read.
 * While its answers are not read, the keeper does nothing.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "helpers/keeper/keeper.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/keeper/keeper_work.h"
#include "process/fork/exits.h"
#include "process/sandbox/sandbox.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/secret.h"
#include "shared/grammar.h"

/*
 * Room for output. New work begins only while UP_LEAST is left: one more line
 * fits then, and all answers that wait.
 */
#define UP_ROOM ((size_t)64 * 1024)
#define UP_LEAST (LIMIT_LINE + KEEPER_ANSWERS)

/* Room for lines that were received and not looked at yet. */
#define DOWN_ROOM ((size_t)64 * 1024)

static struct {
	struct keeper keeper;
	struct buf up, down;
	struct store_place told; /* how far the first report has come */
	uint32_t ring; /* written to the bell */
	char path[CHILD_ARGS_PLACE + sizeof("/" KEEPER_FILE)];
	bool all_told;
	bool has_lines; /* not looked at yet */
	bool over; /* the parent has said bye, or is gone */
	bool bye_heard;
	bool failed; /* the store cannot be read again */
} self;

static bool
has_room(void)
{
	return buf_most(&self.up) - buf_len(&self.up) >= UP_LEAST &&
	    buf_most(&self.keeper.waiting) - buf_len(&self.keeper.waiting) >=
	    KEEPER_ANSWER;
}

/* Reports what is not reported yet, as far as there is room. */
static void
tell_all(void)
{
	const struct store_record *record;

	while (!self.all_told && has_room()) {
		record = store_next(&self.keeper.store, &self.told);
		self.all_told = record == NULL;
		if (self.all_told && self.keeper.file.torn > 0)
			(void)BUF_SAY(&self.up, STR("kept"), STR("torn"),
			    DECIMAL(self.keeper.file.torn));
		if (self.all_told)
			(void)BUF_SAY(&self.up, STR("kept"), STR("all"));
		else if (self.told.kind == STORE_ACCOUNT)
			keeper_say_account(record, &self.up);
		else
			(void)BUF_SAY(&self.up, STR("kept"),
			    store_word(self.told.kind),
			    (struct str) { record->at, record->len });
	}
}

static void
flush(void)
{
	self.over = !child_flush(&self.up, self.ring) || self.over;
}

/* Takes a line. Returns whether that has taken long. */
static bool
keeper_take_line(struct str line)
{
	struct command said;

	if (grammar_parse(line, FROM_ROUTER, &said) == CODE_OK) {
		(void)str_word(&line);
		return keeper_work(&self.keeper, line, &self.up);
	}
	if (grammar_parse(line, FROM_SERVER, &said) == CODE_OK &&
	    said.rule->verb == VERB_BYE)
		self.over = self.bye_heard = true;
	return false;
}

static void
take_lines(void)
{
	bool is_slow = false;
	struct str line;

	self.has_lines = false;
	while (buf_line(&self.down, &line) == LINE_WHOLE) {
		if (is_slow || !has_room()) {
			self.has_lines = true;
			return;
		}
		is_slow = keeper_take_line(line);
		secret_wipe((char *)self.down.data + self.down.start, line.len);
		buf_drop_line(&self.down, line);
	}
}

/* Saves the changes made so far. */
static void
commit(void)
{
	self.failed = !keeper_commit(&self.keeper, &self.up) || self.failed;
}

static bool
turn(void)
{
	/* Work that needs no new input, only room for answers. */
	const bool has_work = (self.has_lines || !self.all_told) && has_room();
	struct pollfd fds[] = {
		{ .fd = CHILD_DOWNLINK, .events = has_room() ? POLLIN : 0 },
		{ .fd = CHILD_UPLINK,
		    .events = buf_len(&self.up) > 0 ? POLLOUT : 0 },
	};

	if (!child_wait(fds, COUNT(fds), has_work ? 0 : CHILD_FOREVER))
		return false;
	if (fds[0].revents != 0)
		self.over = !child_read(&self.down);
	take_lines();
	commit();
	tell_all();
	flush();
	return true;
}

/*
 * Loads the store from the directory or object. Returns false if it cannot be
 * read, or if a file is expected and there is none. If the store has no cloak
 * key, such as that of a new file, draws one, and saves it if possible.
 */
static bool
begin_store(bool expects)
{
	struct keeper_file *file = &self.keeper.file;
	unsigned char cloak[STORE_CLOAK];
	char text[BASE64_TEXT(STORE_CLOAK)], room[STORE_LINE];
	struct stat info;
	struct buf line;
	struct error why;

	if (fstat(CHILD_SOCKET, &info) != 0)
		return false;
	file->fd = CHILD_SOCKET;
	file->is_object = !S_ISDIR(info.st_mode);
	file->writes = true;
	if (!keeper_file_load(file, &self.keeper.store, &why) ||
	    (expects && !file->is_object && !file->is_there))
		return false;
	if (self.keeper.store.has_cloak)
		return true;
	buf_init(&line, room, sizeof(room));
	if (!entropy_draw(cloak, STORE_CLOAK) ||
	    !BUF_CAT(
		&line, STR("cloak "), base64_text(cloak, STORE_CLOAK, text)) ||
	    keeper_change(&self.keeper, buf_str(&line)) != CODE_OK)
		return false;
	commit(); /* or with the first change */
	return !self.failed;
}

/*
 * Maps all the memory that the keeper will ever have, before the sandbox
 * forbids it to ask for more.
 */
static bool
get_memory(void)
{
	char *at = mmap(NULL,
	    STORE_MEMORY + KEEPER_ROOM + KEEPER_ANSWERS + UP_ROOM + DOWN_ROOM,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return false;
	self.keeper.memory = at;
	store_init(&self.keeper.store, at);
	at += STORE_MEMORY;
	self.keeper.file.room = at;
	at += KEEPER_ROOM;
	buf_init(&self.keeper.waiting, at, KEEPER_ANSWERS);
	at += KEEPER_ANSWERS;
	buf_init(&self.up, at, UP_ROOM);
	buf_init(&self.down, at + UP_ROOM, DOWN_ROOM);
	return true;
}

static bool
begin(const struct child_args *given)
{
	title_init(given->title);
	self.ring = given->ring;
	self.keeper.file.owner = geteuid();
	(void)snprintf(self.path, sizeof(self.path), "%s/" KEEPER_FILE,
	    given->place); /* fits */
	self.keeper.file.path = self.path;
	if (!get_memory() || !sandbox_enter(given))
		return false;
	TITLE(STR("forkcastd: "), str_from(given->kind->name));
	return true;
}

/*
 * Writes and reports the last work, because the next keeper would be asked for
 * it again. No more questions are read. Returns when the parent has read
 * everything or has gone.
 */
static void
keeper_finish(void)
{
	struct pollfd up = { .fd = CHILD_UPLINK, .events = POLLOUT };
	bool heard = true;

	commit();
	while (heard && buf_len(&self.up) > 0) {
		self.over = false;
		flush();
		heard = !self.over && child_wait(&up, 1, CHILD_FOREVER);
	}
}

int
keeper_main(const struct child_args *given)
{
	char text[BASE64_TEXT(STORE_CLOAK)];

	if (!begin(given))
		return EXITS_SANDBOX;
	if (!begin_store(given->expects))
		return EXITS_STATE;
	(void)BUF_SAY(&self.up, STR("kept"), STR("cloak"),
	    base64_text(self.keeper.store.cloak, STORE_CLOAK, text));
	tell_all();
	flush();
	while (!self.over && !sandbox_has_term() && !self.failed)
		if (!turn())
			return EXITS_POLL;
	keeper_finish();
	if (self.failed)
		return EXITS_STALE;
	return sandbox_has_term() || self.bye_heard ? EXITS_DONE :
						      EXITS_SERVER_GONE;
}

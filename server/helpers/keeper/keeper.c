/*
 * The keeper: see keeper.h. It works on one slow question at a time. In between
 * it reads new questions: slow ones are queued, and quick ones are answered at
 * once. All changes of the store so far are then saved together, and answered
 * only after that. While its answers are not read, the keeper does nothing.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "helpers/keeper/keeper.h"

#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/system/flock.h"
#include "fork/exits.h"
#include "helpers/keeper/keeper_work.h"
#include "sandbox/child_io.h"
#include "sandbox/sandbox.h"
#include "sandbox/title.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/entropy.h"
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

/* Slow questions that wait, and the longest of them. */
#define QUEUE_MOST 256
#define QUEUE_LINE 1600

struct waiting {
	size_t len;
	bool is_known;
	char at[QUEUE_LINE];
};

static struct {
	struct keeper keeper;
	struct waiting *queue; /* QUEUE_MOST; the first has come first */
	size_t queued;
	struct buf up, down;
	struct store_place told; /* how far the first report has come */
	uint32_t ring; /* written to the bell */
	char place[CHILD_ARGS_PLACE]; /* target of the file's path */
	bool all_told;
	bool has_lines; /* not looked at yet, for want of room */
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

static void
tell_cloak(void)
{
	char text[BASE64_TEXT(STORE_CLOAK)];

	(void)BUF_SAY(&self.up, STR("kept"), STR("cloak"),
	    base64_text(self.keeper.store.cloak, STORE_CLOAK, text));
}

static void
tell_record(enum store_kind kind, const struct store_record *record)
{
	struct str text = { record->at, record->len };
	struct store_account account;

	if (kind != STORE_ACCOUNT) {
		(void)BUF_SAY(&self.up, STR("kept"), store_word(kind), text);
		return;
	}
	/* An account's keys are never sent to anybody. */
	store_account_read(store_name(record), store_text(record), &account);
	text = (struct str) { account.flags, account.flags_len };
	(void)BUF_CAT(&self.up, STR("kept account "), store_name(record),
	    STR(" "), DECIMAL(account.made), text.len > 0 ? STR(" ") : STR(""),
	    text, STR("\n"));
}

/*
 * Reports the next record. Returns false, after "kept all", if there are no
 * more.
 */
static bool
tell_next(void)
{
	struct store_place *told = &self.told;
	const struct store_record *record;

	for (; told->kind < STORE_KINDS; told->kind++, told->number = 0) {
		const enum store_kind kind = (enum store_kind)told->kind;
		record = store_at(&self.keeper.store, kind, told->number++);
		if (record == NULL)
			continue;
		tell_record(kind, record);
		return true;
	}
	if (self.keeper.file.torn > 0)
		(void)BUF_SAY(&self.up, STR("kept"), STR("torn"),
		    DECIMAL(self.keeper.file.torn));
	(void)BUF_SAY(&self.up, STR("kept"), STR("all"));
	return false;
}

static void
tell_all(void)
{
	while (!self.all_told && has_room())
		self.all_told = !tell_next();
}

static void
flush(void)
{
	self.over = !child_flush(&self.up, self.ring) || self.over;
}

/* Takes the question of that number out of the queue, into room. */
static struct str
take_out(size_t number, char room[QUEUE_LINE])
{
	struct waiting *at = &self.queue[number];
	const struct str text = { room, at->len };

	memcpy(room, at->at, at->len);
	self.queued--;
	memmove(at, at + 1, (self.queued - number) * sizeof(*at));
	secret_wipe(&self.queue[self.queued], sizeof(*at));
	return text;
}

/*
 * Makes room for a question. One of an address that has logged in to its
 * account before goes in place of the last of the others. Returns false if
 * there is no room.
 */
static bool
make_room(const struct question *question)
{
	char room[QUEUE_LINE];
	size_t last = self.queued;
	struct question other;

	if (self.queued < QUEUE_MOST)
		return true;
	while (last > 0 && self.queue[last - 1].is_known)
		last--;
	if (last == 0 || !question->is_known)
		return false;
	if (keeper_read_question(take_out(last - 1, room), &other))
		keeper_refuse(&other, CODE_SLOW_DOWN, &self.up);
	secret_wipe(room, sizeof(room));
	return true;
}

/* Queues a slow question, or refuses it. */
static void
queue_up(const struct question *question, struct str text)
{
	if (text.len > QUEUE_LINE || !make_room(question)) {
		keeper_refuse(question, CODE_SLOW_DOWN, &self.up);
		return;
	}
	self.queue[self.queued].len = text.len;
	self.queue[self.queued].is_known = question->is_known;
	memcpy(self.queue[self.queued++].at, text.at, text.len);
}

/* Answers, queues or refuses a question. */
static void
take_question(struct str text)
{
	struct question question;

	if (!keeper_read_question(text, &question))
		return;
	if (keeper_is_slow(&question))
		queue_up(&question, text);
	else
		keeper_work(&self.keeper, &question, &self.up);
}

static void
keeper_take_line(struct str line)
{
	struct command said;

	if (grammar_parse(line, FROM_ROUTER, &said) == CODE_OK) {
		(void)str_word(&line);
		take_question(line);
		return;
	}
	if (grammar_parse(line, FROM_SERVER, &said) == CODE_OK &&
	    said.rule->verb == VERB_BYE)
		self.over = self.bye_heard = true;
}

static void
take_lines(void)
{
	struct str line;

	self.has_lines = false;
	while (buf_line(&self.down, &line) == LINE_WHOLE) {
		if (!has_room()) {
			self.has_lines = true;
			return;
		}
		keeper_take_line(line);
		secret_wipe((char *)self.down.data + self.down.start, line.len);
		buf_drop_line(&self.down, line);
	}
}

/* Answers the next slow question: the first that is known, or else the first.
 */
static void
work_on(void)
{
	char room[QUEUE_LINE];
	struct question question;
	size_t next = 0;

	while (next < self.queued && !self.queue[next].is_known)
		next++;
	if (self.queued == 0)
		return;
	if (keeper_read_question(
		take_out(next < self.queued ? next : 0, room), &question))
		keeper_work(&self.keeper, &question, &self.up);
	secret_wipe(room, sizeof(room));
}

/* Saves the changes made so far. */
static void
commit(void)
{
	self.failed = !keeper_commit(&self.keeper, &self.up) || self.failed;
}

/*
 * Returns whether there is work that needs no new input, if there is room for
 * answers.
 */
static bool
has_work(void)
{
	return self.queued > 0 || self.has_lines || !self.all_told;
}

static bool
turn(void)
{
	struct pollfd fds[] = {
		{ .fd = CHILD_DOWNLINK, .events = has_room() ? POLLIN : 0 },
		{ .fd = CHILD_UPLINK,
		    .events = buf_len(&self.up) > 0 ? POLLOUT : 0 },
	};

	if (!child_wait(
		fds, COUNT(fds), has_work() && has_room() ? 0 : CHILD_FOREVER))
		return false;
	if (fds[0].revents != 0)
		self.over = !child_read(&self.down);
	take_lines();
	if (has_room())
		work_on();
	commit();
	tell_all();
	flush();
	return true;
}

/*
 * Takes the directory or the object. Returns false if another process has the
 * directory.
 */
static bool
take_place(void)
{
	struct stat info;

	if (fstat(CHILD_SOCKET, &info) != 0)
		return false;
	self.keeper.file.fd = CHILD_SOCKET;
	self.keeper.file.is_object = !S_ISDIR(info.st_mode);
	return self.keeper.file.is_object ||
	    flock_make(CHILD_SOCKET, KEEPER_LOCK) != -1;
}

/*
 * Loads the store. Returns false if it cannot be read, or if a file is expected
 * and there is none. If the store has no cloak key, such as that of a new file,
 * draws one, and saves it if possible.
 */
static bool
begin_store(bool expects)
{
	const struct keeper_file *file = &self.keeper.file;
	unsigned char cloak[STORE_CLOAK];
	char text[BASE64_TEXT(STORE_CLOAK)];
	struct error why;

	if (!keeper_file_load(&self.keeper.file, &self.keeper.store, &why) ||
	    !keeper_file_open(&self.keeper.file))
		return false;
	if (expects && !file->is_object && !file->is_there)
		return false;
	if (self.keeper.store.has_cloak)
		return true;
	if (!entropy_draw(cloak, STORE_CLOAK) ||
	    KEEPER_CHANGE(&self.keeper, STR("cloak"),
		base64_text(cloak, STORE_CLOAK, text)) != CODE_OK)
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
	const size_t queue = QUEUE_MOST * sizeof(struct waiting);
	char *at = mmap(NULL,
	    STORE_MEMORY + queue + KEEPER_ROOM + KEEPER_ANSWERS + UP_ROOM +
		DOWN_ROOM,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return false;
	self.keeper.memory = at;
	store_init(&self.keeper.store, at);
	at += STORE_MEMORY;
	self.queue = (struct waiting *)(void *)at;
	at += queue;
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
	self.keeper.ahead = given->ahead;
	memcpy(self.place, given->place, sizeof(self.place));
	self.keeper.file.path = self.place;
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
	if (!begin(given))
		return EXITS_SANDBOX;
	if (!take_place())
		return EXITS_LOCKED;
	if (!begin_store(given->expects))
		return EXITS_STATE;
	tell_cloak();
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

/*
 * The keeper: see keeper.h. It works on one slow question at a time. In between
 * it reads new questions: slow ones are queued, and quick ones are answered at
 * once. All changes of the store so far are then written together, and answered
 * only after that. While its answers are not read, the keeper does nothing.
 */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "helpers/keeper.h"

#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fork/exits.h"
#include "helpers/keeper_lock.h"
#include "helpers/keeper_queue.h"
#include "helpers/keeper_work.h"
#include "sandbox/child_io.h"
#include "sandbox/sandbox.h"
#include "sandbox/title.h"
#include "shared/crypto/base64.h"
#include "shared/crypto/entropy.h"
#include "shared/crypto/secret.h"
#include "shared/grammar.h"

/*
 * Room for output. New work begins only while UP_LEAST is left: one more line
 * fits then, and a batch.
 */
#define UP_ROOM ((size_t)64 * 1024)
#define UP_LEAST (LIMIT_LINE + BATCH_ROOM)

/* Room for lines that were received and not looked at yet. */
#define DOWN_ROOM ((size_t)64 * 1024)

static struct {
	struct keeper keeper;
	struct queue queue;
	struct buf up, down;
	struct store_writing told; /* how far the first report has come */
	usec saved_for; /* duration of the last write */
	usec worked; /* time spent on slow questions since then */
	uint32_t ring; /* written to the bell */
	char place[CHILD_ARGS_PLACE]; /* target of the file's path */
	bool all_told;
	bool has_lines; /* not looked at yet, for want of room */
	bool over; /* the parent has said bye, or is gone */
	bool bye_heard;
} self;

static bool
has_room(void)
{
	return buf_most(&self.up) - buf_len(&self.up) >= UP_LEAST &&
	    !batch_is_full(self.keeper.batch);
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
	const struct str flags = store_flags(record);

	/* An account's keys are never sent to anybody. */
	if (kind != STORE_ACCOUNT)
		(void)BUF_SAY(&self.up, STR("kept"), store_word(kind),
		    store_str(&record->name), store_text(record));
	else if (flags.len == 0)
		(void)BUF_SAY(&self.up, STR("kept"), store_word(kind),
		    store_str(&record->name), store_first(record));
	else
		(void)BUF_SAY(&self.up, STR("kept"), store_word(kind),
		    store_str(&record->name), store_first(record), flags);
}

/*
 * Reports the next record. Returns false, after "kept all", if there are no
 * more.
 */
static bool
tell_next(void)
{
	struct store_writing *told = &self.told;
	const struct store_record *record;

	for (; told->step < STORE_KINDS; told->step++, told->number = 0) {
		const enum store_kind kind = (enum store_kind)told->step;
		record = store_at(&self.keeper.store, kind, told->number++);
		if (record == NULL)
			continue;
		tell_record(kind, record);
		return true;
	}
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

/* Queues a slow question, and refuses the one that has to give way to it. */
static void
queue_up(const struct question *question, struct str text)
{
	char room[QUEUE_LINE];
	const struct str out = queue_add(&self.queue,
	    (struct queue_asker) { str_hash(question->from), question->rank },
	    text, room);
	struct question refused;

	if (out.len > 0 && keeper_read_question(out, &refused))
		keeper_refuse(&refused, CODE_SLOW_DOWN, &self.up);
	secret_wipe(room, sizeof(room));
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

/* Answers the next slow question. */
static void
work_on(void)
{
	char room[QUEUE_LINE];
	const usec began = clock_mono();
	const struct str text = queue_take(&self.queue, room);
	struct question question;

	if (text.len > 0 && keeper_read_question(text, &question))
		keeper_work(&self.keeper, &question, &self.up);
	secret_wipe(room, sizeof(room));
	self.worked += clock_mono() - began;
}

/*
 * Writes the changes made so far. While somebody waits for a hash, the disk
 * gets no more of the time than hashing does: changes of groups wait meanwhile,
 * and are written together.
 */
static void
commit(bool at_once)
{
	struct batch *batch = self.keeper.batch;
	const usec began = clock_mono();

	if (batch->count == 0 ||
	    (!at_once && !batch->urgent && !batch_is_full(batch) &&
		self.queue.count > 0 && self.worked < self.saved_for))
		return;
	batch_commit(batch, &self.keeper.store, &self.keeper.file, &self.up);
	self.saved_for = clock_mono() - began;
	self.worked = 0;
}

/*
 * Returns whether there is work that needs no new input, if there is room for
 * answers.
 */
static bool
has_work(void)
{
	return self.queue.count > 0 || self.has_lines || !self.all_told;
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
	commit(false);
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
	return self.keeper.file.is_object || keeper_lock(CHILD_SOCKET) != -1;
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
	struct error why;

	if (!keeper_file_load(&self.keeper.file, &self.keeper.store, &why))
		return false;
	if (expects && !file->is_object && !file->is_there)
		return false;
	if (self.keeper.store.has_cloak)
		return true;
	if (!entropy_draw(self.keeper.store.cloak, STORE_CLOAK))
		return false;
	self.keeper.store.has_cloak = true;
	(void)keeper_file_save(&self.keeper.file, &self.keeper.store);
	return true;
}

/*
 * Maps all the memory that the keeper will ever have, before the sandbox
 * forbids it to ask for more.
 */
static bool
get_memory(void)
{
	const size_t queue = QUEUE_MOST * sizeof(struct queue_entry);
	const size_t batch = sizeof(struct batch);
	char *at = mmap(NULL,
	    store_size() + queue + batch + KEEPER_ROOM + UP_ROOM + DOWN_ROOM,
	    PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return false;
	store_init(&self.keeper.store, at);
	at += store_size();
	self.queue.entry = (struct queue_entry *)(void *)at;
	at += queue;
	self.keeper.batch = (struct batch *)(void *)at;
	at += batch;
	self.keeper.file.room = at;
	at += KEEPER_ROOM;
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

	commit(true);
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
	while (
	    !self.over && !sandbox_has_term() && !self.keeper.batch->is_stale)
		if (!turn())
			return EXITS_POLL;
	keeper_finish();
	if (self.keeper.batch->is_stale)
		return EXITS_STALE;
	return sandbox_has_term() || self.bye_heard ? EXITS_DONE :
						      EXITS_SERVER_GONE;
}

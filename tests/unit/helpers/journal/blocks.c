/*
 * helpers/journal/read/journal_blocks: a search finds what it would find
 * without signatures, in random texts of several files and targets, while texts
 * are erased (also after a kill) and indexes are damaged, of an older program,
 * or made again.
 * Nothing of an erased text stays in an index: each signature is that of what
 * is left.
 */
#include "helpers/journal/read/journal_blocks.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "helpers/journal/erase/journal_erase.h"
#include "helpers/journal/read/journal_asks.h"
#include "helpers/journal/read/journal_search.h"
#include "tests/lib/dice.h"
#include "tests/lib/history.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define FIRST UINT64_C(1795000000000000)
#define ANSWERS ((size_t)1024 * 1024)
#define MOST ((size_t)1024 * 1024) /* of a file */
#define FILES 4
#define RECORDS 1200 /* of a file */
#define WORD 12
#define TRIES 2000

static const char *const wheres[] = { "Ops", "tea", "@ali,bo" };

static struct {
	uint64_t id;
	unsigned where;
	bool is_by_bo, gone;
	char word[WORD + 1]; /* of its own */
} said[FILES * RECORDS];

static struct {
	char directory[SCRATCH_PATH];
	unsigned histories;
	size_t count;
	uint64_t id;
	struct journal_reader *reader;
	struct journal_erase erase;
} test;

static void
make_word(char word[WORD + 1])
{
	for (size_t i = 0; i < WORD; i++)
		word[i] = (char)((dice_once_in(5) ? 'A' : 'a') +
		    (char)dice('z' - 'a' + 1));
	word[WORD] = '\0';
}

static void
say(void)
{
	const unsigned where = dice(COUNT(wheres));
	const bool is_talk = wheres[where][0] == '@';
	const bool is_by_bo = dice_once_in(20);
	const char *name = is_by_bo ? "bo" : "ali";
	char rest[160];

	test.id += 10;
	said[test.count].id = test.id;
	said[test.count].where = where;
	said[test.count].is_by_bo = is_by_bo;
	said[test.count].gone = false;
	make_word(said[test.count].word);
	if (dice_once_in(10))
		(void)history_add("o+", "tags", test.id, wheres[where], "a=b");
	(void)snprintf(rest, sizeof(rest), "%s!u@h!%s! %s%s and so on", name,
	    name, is_talk ? "to " : "", said[test.count].word);
	(void)history_add("o",
	    is_talk		? "tell" :
		dice_once_in(2) ? "msg" :
				  "note",
	    test.id, wheres[where], rest);
	test.count++;
}

/* Orders to erase what bo has said, or a few events anywhere. */
static void
give_orders(void)
{
	char rest[64];
	const bool forget = dice_once_in(2);

	test.id += 10;
	(void)snprintf(rest, sizeof(rest), "%llu", (unsigned long long)test.id);
	if (forget)
		(void)history_add("c", "forget", test.id, "@bo", rest);
	for (size_t i = 0; forget && i < test.count; i++)
		said[i].gone = said[i].gone || said[i].is_by_bo;
	for (unsigned i = 0; i < 3; i++) {
		const size_t which = dice((uint32_t)test.count);
		test.id += 10;
		(void)snprintf(rest, sizeof(rest), "op!u@h!! %llu why",
		    (unsigned long long)said[which].id);
		(void)history_add(
		    "c", "redact", test.id, wheres[said[which].where], rest);
		said[which].gone = true;
	}
}

static void
make_history(bool with_orders)
{
	char name[32];

	(void)snprintf(name, sizeof(name), "h%u", test.histories++);
	scratch_path(test.directory, name);
	MUST(mkdir(test.directory, 0700) == 0, "mkdir");
	history_begin(test.directory);
	test.id = FIRST;
	test.count = 0;
	for (unsigned i = 0; i < FILES; i++) {
		history_next(++test.id);
		for (unsigned j = 0; j < RECORDS; j++)
			say();
	}
	if (with_orders)
		give_orders();
	history_end();
}

static void
start(void)
{
	test.reader = history_load(ANSWERS);
	journal_erase_init(&test.erase, test.reader);
	journal_erase_begin(&test.erase);
}

/*
 * Works until nothing is left to do, by turns of any length. The last step of
 * an index says that there is no more, but an erasure may have waited for it.
 */
static void
work(void)
{
	bool more = true;

	while (more) {
		more = false;
		for (unsigned i = dice(3) + 1; i > 0; i--)
			more = journal_erase_work(
				   &test.erase, history_past()->last_id) ||
			    more;
		if (test.reader->indexes.renews != 0 && dice_once_in(3))
			test.reader->indexes.renews = 1;
		for (unsigned i = dice(3) + 1; i > 0; i--)
			more = journal_asks_work(test.reader) || more;
		more = more ||
		    journal_erase_is_busy(&test.erase, history_past()->last_id);
	}
}

/* And on the indexes without blocks. */
static void
work_later(void)
{
	if (test.reader->indexes.renews != 0) {
		MUST(journal_indexes_next(&test.reader->indexes) <=
			test.reader->indexes.renews,
		    "it would not wake up");
		test.reader->indexes.renews = 1;
	}
	work();
}

static size_t traces;

/* The lines of a file, and which it is. */
static struct {
	uint64_t key;
	struct str text;
	char room[MOST];
} data;

static void
read_data(uint64_t key)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(key, "", name));
	file = fopen(path, "r");
	MUST(file != NULL, "no %s", path);
	data.key = key;
	data.text = (struct str) { data.room,
		fread(data.room, 1, sizeof(data.room), file) };
	MUST(data.text.len < sizeof(data.room), "%s is too long", path);
	data.room[data.text.len] = '\0';
	(void)fclose(file);
}

/* Returns the target of the record at a position of the file. */
static struct str
where_at(uint64_t at)
{
	struct str rest = data.text;
	struct journal_record record;

	MUST(at < rest.len, "no record at %llu", (unsigned long long)at);
	str_drop(&rest, at);
	MUST(journal_record_read(str_cut(&rest, '\n'), &record),
	    "damaged at %llu", (unsigned long long)at);
	return record.where;
}

/* Writes the signature that a block has if it is made of what is left. */
static void
sign_what_is_left(
    const struct journal_block *block, char text[JOURNAL_SIGN_TEXT])
{
	const struct str where = where_at(block->at);
	struct str rest = data.text;
	unsigned char sign[JOURNAL_SIGN] = { 0 };

	if (block->before_id != 0) {
		str_drop(&rest, block->before_at);
		(void)str_cut(&rest, '\n'); /* of the block before */
	}
	while (rest.len > 0 && rest.at <= data.text.at + block->at) {
		struct journal_record record;
		if (journal_record_read(str_cut(&rest, '\n'), &record) &&
		    str_caseeq(record.where, where))
			journal_sign_add(sign, journal_search_text(&record));
	}
	journal_sign_write(sign, text);
}

/*
 * Counts the blocks whose signature is not that of what is left. One in memory
 * that allows everything has nothing of a text, either.
 */
static void
compare_block(const struct journal_block *block, bool is_in_memory)
{
	char left[JOURNAL_SIGN_TEXT];

	if (is_in_memory)
		memset(left, JOURNAL_SIGN_FULL, sizeof(left));
	if (is_in_memory && memcmp(block->sign, left, sizeof(left)) == 0)
		return;
	sign_what_is_left(block, left);
	traces += memcmp(block->sign, left, sizeof(left)) != 0;
}

/* Reads the block of a line. */
static void
look_at_line(const char line[JOURNAL_BLOCK_LINE])
{
	struct journal_block block = { .at = 0 };
	unsigned long long at, id, before;

	MUST(sscanf(line, "%*8s %llu %llu %llu", &at, &id, &before) == 3,
	    "not a block: %.45s", line);
	block.at = at;
	block.before_id = id;
	block.before_at = before;
	memcpy(block.sign, line + JOURNAL_BLOCK_LINE - 1 - JOURNAL_SIGN_TEXT,
	    JOURNAL_SIGN_TEXT);
	compare_block(&block, false);
}

/* Looks at each block of an index on disk; returns how many there are. */
static size_t
each_block(uint64_t key)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	char line[16 * 1024];
	size_t count = 0;
	FILE *file;

	read_data(key);
	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(key, ".index", name));
	file = fopen(path, "r");
	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strlen(line) == JOURNAL_BLOCK_LINE) {
			look_at_line(line);
			count++;
		}
	if (file != NULL)
		(void)fclose(file);
	return count;
}

/* Returns how many blocks all indexes have on disk. */
static size_t
all_blocks(void)
{
	const struct journal_files *files = &history_past()->files;
	size_t count = 0;

	for (size_t i = 0; i < files->count; i++)
		count += each_block(files->file[i].key);
	return count;
}

/* Looks at the blocks of the newest file, which are in memory. */
static void
look_at_memory(void)
{
	const struct journal_index *live = &test.reader->indexes.live;
	struct journal_block block;

	read_data(journal_files_newest(&history_past()->files)->key);
	for (size_t i = 0; i < COUNT(wheres); i++)
		for (uint64_t at = UINT64_MAX; at > 0 &&
		     journal_index_block(live, str_from(wheres[i]), at, &block);
		     at = block.at - 1)
			compare_block(&block, true);
}

/* Nothing of what is gone is in a file. */
static void
look_at_data(void)
{
	const struct journal_files *files = &history_past()->files;

	for (size_t i = 0; i < files->count; i++) {
		read_data(files->file[i].key);
		for (size_t j = 0; j < test.count; j++)
			MUST(!said[j].gone ||
				strstr(data.text.at, said[j].word) == NULL,
			    "%s is still there", said[j].word);
	}
}

/* Asks for a text. Returns the lines of the answer, and one of them. */
static size_t
find(unsigned where, const char *text, char found[LIMIT_LINE])
{
	char request[256];
	struct str line;
	size_t lines = 0;

	(void)snprintf(request, sizeof(request),
	    "1 - - 0 find %s ali 0 1 members 0 0 50 %s", wheres[where], text);
	journal_asks_take(test.reader, str_from(request));
	while (test.reader->count > 0)
		(void)journal_asks_work(test.reader);
	while (buf_line(test.reader->up, &line) == LINE_WHOLE) {
		if (str_begins(line, STR("answer 1 past tags "))) {
			/* the event follows */
		} else if (str_begins(line, STR("answer 1 past "))) {
			memcpy(found, line.at, line.len);
			found[line.len] = '\0';
			lines++;
		} else
			MUST(str_begins(line, STR("answer 1 done ")), "%.*s",
			    (int)line.len, line.at);
		buf_drop_line(test.reader->up, line);
	}
	return lines;
}

/* Looks for a word, or a part of it, that is there or gone. */
static void
compare(size_t which)
{
	const unsigned from = dice(4), len = WORD - from - dice(3);
	char text[WORD + 1], line[LIMIT_LINE + 1] = "";
	size_t lines;

	(void)snprintf(
	    text, sizeof(text), "%.*s", (int)len, said[which].word + from);
	lines = find(said[which].where, text, line);
	MUST(lines == (said[which].gone ? 0 : 1), "%s: %zu lines, %s", text,
	    lines, line);
	MUST(lines == 0 || strstr(line, said[which].word) != NULL,
	    "%s is not in %s", text, line);
	MUST(find((said[which].where + 1) % COUNT(wheres), text, line) == 0,
	    "%s is in %s", text, line);
}

static void
compare_some(unsigned tries)
{
	for (unsigned i = 0; i < tries; i++)
		compare(dice((uint32_t)test.count));
	for (size_t i = 0; i < test.count; i++)
		if (said[i].gone)
			compare(i);
}

/* Takes some steps, and begins again as after a kill. */
static void
be_killed(void)
{
	for (unsigned i = dice(40); i > 0; i--) {
		(void)journal_erase_work(&test.erase, history_past()->last_id);
		(void)journal_asks_work(test.reader);
	}
	start();
}

static void
erases(void)
{
	for (unsigned i = 0; i < 4; i++) {
		size_t all;
		make_history(true);
		start();
		if (dice_once_in(2))
			while (journal_indexes_work(&test.reader->indexes))
				continue;
		if (dice_once_in(2))
			be_killed();
		traces = 0;
		work();
		(void)all_blocks();
		look_at_memory();
		look_at_data();
		MUST(traces == 0,
		    "%zu signatures have more or less than what is left",
		    traces);
		compare_some(100);
		work_later();
		all = all_blocks();
		MUST(all > (FILES - 1) * (RECORDS / 65 - COUNT(wheres)),
		    "only %zu blocks", all);
		MUST(traces == 0,
		    "%zu signatures have more or less than what is left",
		    traces);
		compare_some(100);
	}
	TAP_OK(true, "nothing of an erased text is in an index");
}

static int
open_index(unsigned number)
{
	char path[SCRATCH_PATH + 64], name[JOURNAL_FILE_NAME];
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", test.directory,
	    journal_file_name(
		journal_file_first(FIRST) + number, ".index", name));
	fd = open(path, O_RDWR);
	MUST(fd != -1, "no %s", path);
	return fd;
}

/* Changes bytes of an index, or its length. */
static void
harm(unsigned number, off_t at, const char *text)
{
	const int fd = open_index(number);
	const off_t end = lseek(fd, 0, SEEK_END);

	if (at < 0)
		at += end;
	if (text == NULL)
		MUST(ftruncate(fd, at) == 0, "ftruncate");
	else
		MUST(
		    pwrite(fd, text, strlen(text), at) == (ssize_t)strlen(text),
		    "pwrite");
	(void)close(fd);
}

static void
makes_again(void)
{
	size_t all;

	make_history(false);
	start();
	work();
	all = all_blocks();
	compare_some(100);
	harm(0, 0, "index 1"); /* of an older program */
	harm(1, -JOURNAL_SIGN_TEXT / 2, "00000000000000000000");
	harm(2, -JOURNAL_BLOCK_LINE, NULL);
	start();
	work();
	for (size_t i = RECORDS; i < RECORDS + RECORDS; i++)
		compare(i); /* in the file of a damaged block */
	work_later();
	TAP_NUM(all_blocks(), all, "all blocks are there again");
	TAP_OK(journal_indexes_next(&test.reader->indexes) == UINT64_MAX,
	    "and nothing is to be done");
	compare_some(100);
}

/* Bits of what is not there are hardly ever set. */
static void
signs_at_random(void)
{
	unsigned char sign[JOURNAL_SIGN] = { 0 };
	char word[WORD + 1], text[JOURNAL_SIGN_TEXT], words[64][WORD + 1];
	unsigned wrong = 0, missed = 0;

	for (size_t i = 0; i < COUNT(words); i++) {
		make_word(words[i]);
		journal_sign_add(sign, str_from(words[i]));
	}
	journal_sign_write(sign, text);
	for (size_t i = 0; i < COUNT(words); i++)
		for (size_t from = 0; from + 3 <= WORD; from++)
			for (size_t len = 3; from + len <= WORD; len++) {
				char part[WORD];
				struct journal_sign_wanted wanted;
				for (size_t j = 0; j < len; j++)
					part[j] =
					    (char)str_lower(words[i][from + j]);
				wanted = journal_sign_learn(
				    (struct str) { part, len });
				missed += !journal_sign_allows(text, &wanted);
			}
	for (unsigned i = 0; i < TRIES; i++) {
		struct journal_sign_wanted wanted;
		make_word(word);
		for (size_t j = 0; j < WORD; j++)
			word[j] = (char)str_lower(word[j]);
		wanted = journal_sign_learn(str_from(word));
		wrong += journal_sign_allows(text, &wanted);
	}
	TAP_NUM(missed, 0, "each part of each text is allowed");
	TAP_OK(
	    wrong < TRIES / 100, "other texts are not: %u of %u", wrong, TRIES);
}

int
main(void)
{
	dice_begin();
	signs_at_random();
	erases();
	makes_again();
	return tap_done();
}

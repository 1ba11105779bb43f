/*
 * helpers/journal/journal_letters: the limits of a mailbox, its letters in
 * order, those that are cut or too old; and no text of these stays in the file.
 */
#include "helpers/journal/journal_letters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/history/shelf.h"
#include "tests/lib/must.h"
#include "tests/lib/scratch.h"

#define BOX STR("@javad")
#define MANY 3000 /* letters: more than are overwritten one by one */

static struct shelf shelf = { .id = 1000000 };

static struct {
	char file[16 << 20];
} test;

/* Puts a letter of len bytes, actor and all. */
static void
put(const char *where, uint64_t letter, const char *account, size_t len)
{
	static char rest[LIMIT_LINE], dots[LIMIT_LINE];
	char head[128];
	const int size = snprintf(head, sizeof(head), "n!u@h!%s!- secret%llu",
	    account, (unsigned long long)letter);

	memset(dots, '.', sizeof(dots) - 1);
	MUST(size > 0 && (len == 0 || (size_t)size <= len), "too short");
	(void)snprintf(rest, sizeof(rest), "%s letter %llu %s%.*s", where,
	    (unsigned long long)letter, head,
	    len == 0 ? 0 : (int)(len - (size_t)size), dots);
	(void)shelf_take(&shelf, "put", rest);
	if (journal_rows_file_is_full(&shelf.writer.file))
		shelf_sync(&shelf);
}

static void
cut_upto(const char *where, uint64_t upto)
{
	char rest[64];

	(void)snprintf(rest, sizeof(rest), "%s letter -%llu", where,
	    (unsigned long long)upto);
	(void)shelf_take(&shelf, "cut", rest);
}

static enum journal_letters_answer
fits(uint64_t made, const char *sender, uint64_t size)
{
	return journal_letters_fit(
	    &shelf.writer.file, BOX, made, str_from(sender), size);
}

/* Offers a letter whose sender has gone. */
static void
offer(uint64_t letter, uint64_t made, const char *account)
{
	char rest[128];

	(void)snprintf(rest, sizeof(rest),
	    "@javad offer %llu %llu kim n!u@h!%s!- left%llu",
	    (unsigned long long)letter, (unsigned long long)made, account,
	    (unsigned long long)letter);
	(void)shelf_take(&shelf, "put", rest);
}

/* Returns whether the file has the text of a letter, or of any. */
static bool
has_text(const char *text)
{
	char path[SCRATCH_PATH];
	FILE *in;
	size_t len;

	scratch_path(path, ROWS_FILE);
	in = fopen(path, "r");
	MUST(in != NULL, "%s", path);
	len = fread(test.file, 1, sizeof(test.file) - 1, in);
	MUST(len < sizeof(test.file) - 1 && fclose(in) == 0, "%s", path);
	test.file[len] = '\0';
	return strstr(test.file, text) != NULL;
}

static size_t
count_after(uint64_t after, uint64_t *first, bool *more)
{
	struct journal_letter found[64];
	const size_t count = journal_letters_after(
	    &shelf.writer.file, BOX, after, found, COUNT(found), more);

	for (size_t i = 1; i < count; i++)
		if (found[i].id <= found[i - 1].id)
			return 0;
	*first = count > 0 ? found[0].id : 0;
	return count;
}

static void
has_limits(void)
{
	char name[16];

	TAP_NUM(fits(0, "amir", 10), JOURNAL_LETTERS_FIT, "empty");
	for (uint64_t i = 1; i < JOURNAL_LETTERS_OF_ONE; i++)
		put("@javad", i, "amir", 0);
	TAP_NUM(fits(0, "AMIR", 10), JOURNAL_LETTERS_FIT, "19 of one sender");
	put("@Javad", JOURNAL_LETTERS_OF_ONE, "Amir", 0);
	TAP_NUM(fits(0, "amir", 10), JOURNAL_LETTERS_OF_SENDER, "20 of one");
	TAP_NUM(fits(0, "sara", 10), JOURNAL_LETTERS_FIT, "not of another");
	TAP_NUM(fits(5, "amir", 10), JOURNAL_LETTERS_FIT,
	    "those for an earlier account do not count");
	put("@sara", 21, "amir", 0);
	for (uint64_t i = 21; i < JOURNAL_LETTERS_MOST; i++) {
		(void)snprintf(name, sizeof(name), "n%d", (int)(i / 20));
		put("@javad", i, name, 0);
	}
	TAP_NUM(fits(0, "sara", 10), JOURNAL_LETTERS_FIT, "999");
	shelf.writer.file.rows.letters = JOURNAL_LETTERS_OF_ALL;
	TAP_NUM(fits(0, "sara", 10), JOURNAL_LETTERS_NO_ROOM,
	    "too many in all mailboxes");
	shelf.writer.file.rows.letters = JOURNAL_LETTERS_MOST;
	put("@javad", JOURNAL_LETTERS_MOST, "mina", 0);
	TAP_NUM(fits(0, "sara", 10), JOURNAL_LETTERS_FULL, "1000");
	put("@javad", JOURNAL_LETTERS_MOST, "mina", 0);
	TAP_NUM(shelf.writer.file.rows.letters, JOURNAL_LETTERS_MOST + 1,
	    "one that comes again is the same");
}

static bool
has_letter(struct str where, uint64_t id)
{
	struct journal_letter letter;
	bool more;

	return journal_letters_after(
		   &shelf.writer.file, where, id - 1, &letter, 1, &more) == 1 &&
	    letter.id == id;
}

static void
is_listed(void)
{
	uint64_t first, after = 0;
	size_t count = 0, step;
	bool more = true;

	shelf_restart(&shelf);
	for (; more; after += step) {
		step = count_after(after, &first, &more);
		MUST(step > 0 && first == after + 1, "not in order");
		count += step;
	}
	TAP_NUM(count, JOURNAL_LETTERS_MOST, "all are listed, in order");
	TAP_OK(has_letter(BOX, 7) && !has_letter(BOX, 1001) &&
		!has_letter(STR("@sara"), 7),
	    "one is there, or not");
}

/* A new file has the rows in the order of their numbers, which are reused. */
static void
is_listed_in_order(void)
{
	struct journal_letter found[64];
	uint64_t first;
	bool more;

	for (uint64_t i = 11; i < 31; i++) {
		char rest[32];
		(void)snprintf(rest, sizeof(rest), "@javad letter %llu",
		    (unsigned long long)i);
		(void)shelf_take(&shelf, "cut", rest);
	}
	for (uint64_t i = 1001; i < 1021; i++)
		put("@javad", i, "amir", 0);
	shelf.writer.file.wipes.wants_file = true;
	shelf_sync(&shelf);
	shelf_restart(&shelf);
	TAP_NUM(
	    journal_letters_after(&shelf.writer.file, BOX, 0, found, 64, &more),
	    64, "in the same order after");
	TAP_NUM(found[63].id, 84, "the first ones come first");
	TAP_NUM(count_after(74, &first, &more), 64, "a new file was written");
	TAP_NUM(first, 75, "each in its place");
	TAP_NUM(count_after(1000, &first, &more), 20, "as is the last one");
	TAP_OK(first == 1001 && !more, "behind all others");
	cut_upto("@javad", 30);
}

/* Returns the record of the talk that an offer of the letter has; or "". */
static struct str
said_with(uint64_t letter, const char *party)
{
	static char room[LIMIT_LINE];
	char body[128];
	struct journal_record offered = { .back = 0 }, said;

	(void)snprintf(body, sizeof(body),
	    "put 9 @javad offer %llu 0 %s n!u@h!k!- some text",
	    (unsigned long long)letter, party);
	MUST(journal_record_read_body(str_from(body), &offered), "a record");
	return journal_letters_said(
		   &shelf.writer.file, &offered, room, &said) &&
		said.closed ?
	    said.body :
	    STR("");
}

/* Letters whose senders have gone are judged by the limits, once. */
static void
is_offered(void)
{
	uint64_t first;
	bool more;

	for (uint64_t i = 1; i <= 2; i++)
		for (uint64_t letter = 5000; letter < 5030; letter++)
			offer(letter, 0, "leila");
	shelf_sync(&shelf);
	TAP_NUM(count_after(4999, &first, &more), JOURNAL_LETTERS_OF_ONE,
	    "the mailbox takes as many of one sender as ever");
	TAP_NUM(first, 5000, "the first ones");
	TAP_OK(
	    shelf.writer.last_id == shelf.id, "the others are dealt with, too");
	offer(5000, 0, "sara");
	shelf_restart(&shelf);
	TAP_OK(has_letter(BOX, 5019) && has_text("letter 5000 n!u@h!leila") &&
		!has_text(" offer "),
	    "they are letters like any other");
	cut_upto("@javad", 5000);
	TAP_OK(!has_letter(BOX, 5000) && has_letter(BOX, 5001), "can be cut");
	TAP_STR(said_with(5001, "kim"),
	    STR("tell 5001 @javad,kim n!u@h!k!- javad some text"),
	    "the history has what the mailbox takes");
	TAP_STR(said_with(5001, "Ali"),
	    STR("tell 5001 @Ali,javad n!u@h!k!- javad some text"),
	    "in the talk of the two");
	TAP_OK(said_with(5001, "-").len == 0 && said_with(5029, "kim").len == 0,
	    "or not, if that is not recorded, and no other letter");
	offer(5030, 0, "leila");
	shelf_sync(&shelf);
	TAP_OK(has_letter(BOX, 5030), "and make room for more");
	offer(5031, 0, "leila");
	offer(5032, 5015, "leila");
	shelf_sync(&shelf);
	TAP_OK(!has_letter(BOX, 5031) && has_letter(BOX, 5032),
	    "letters to an earlier account of the name do not count");
	cut_upto("@javad", 6000);
	shelf_sync(&shelf);
}

static void
is_cut(void)
{
	uint64_t first;
	bool more;

	cut_upto("@JAVAD", 990);
	TAP_NUM(count_after(0, &first, &more), 30, "all up to an ID are cut");
	TAP_NUM(first, 991, "and no others");
	TAP_OK(has_letter(STR("@sara"), 21), "nor those of others");
	shelf_sync(&shelf);
	TAP_OK(!has_text("secret990") && has_text("secret991"),
	    "their text is no longer in the file");
	cut_upto("@javad", UINT64_MAX);
	cut_upto("@javad", UINT64_MAX);
	shelf_restart(&shelf);
	TAP_OK(!has_text("secret1000") && has_text("secret21"), "nor is any");
	TAP_NUM(shelf.writer.file.rows.letters, 1, "they stay away");
	TAP_NUM(shelf.writer.file.damaged, 0, "and nothing is damaged");
}

/* A letter whose end is in the file, but whose text is still there. */
static void
is_wiped_later(void)
{
	put("@javad", 2000, "amir", 0);
	shelf_sync(&shelf);
	cut_upto("@javad", 2000);
	MUST(journal_rows_file_write(&shelf.writer.file), "write");
	shelf_end(&shelf);
	MUST(has_text("secret2000"), "it is gone already");
	shelf_begin(&shelf);
	shelf_sync(&shelf);
	TAP_OK(!has_text("secret2000"), "the next journal overwrites it");
}

/* Cut while the file is written anew, when a copy is in the new one. */
static void
is_wiped_in_new_file(void)
{
	shelf.writer.file.waste = 0;
	shelf.writer.file.part = 8;
	for (uint64_t i = 3000; i < 3100; i++)
		put("@javad", i, "amir", 0);
	shelf_sync(&shelf);
	for (uint64_t i = 0; i < 200; i++)
		(void)shelf_take(&shelf, "put", "tea row key ali value");
	MUST(journal_rows_file_sync(&shelf.writer.file, true), "sync");
	MUST(journal_rows_file_tidy(&shelf.writer.file), "no new file");
	shelf.writer.file.waste = UINT64_MAX / 2;
	for (int i = 0; i < 4; i++)
		MUST(journal_rows_file_tidy(&shelf.writer.file), "no step");
	cut_upto("@javad", 3050);
	MUST(journal_rows_file_sync(&shelf.writer.file, true), "sync");
	shelf_sync(&shelf);
	TAP_OK(!has_text("secret3000") && !has_text("secret3050") &&
		has_text("secret3051"),
	    "nor does the text stay in a file that is written anew");
	cut_upto("@javad", UINT64_MAX);
	shelf_sync(&shelf);
}

static void
are_wiped_at_once(void)
{
	char where[16];

	shelf.writer.file.waste = UINT64_MAX / 2;
	for (uint64_t i = 0; i < MANY; i++) {
		(void)snprintf(where, sizeof(where), "@n%d", (int)(i / 500));
		put(where, 10000 + i, "amir", 0);
	}
	shelf_sync(&shelf);
	for (unsigned i = 0; i < MANY / 500; i++) {
		(void)snprintf(where, sizeof(where), "@n%u", i);
		cut_upto(where, UINT64_MAX);
	}
	shelf_sync(&shelf);
	TAP_OK(!has_text("secret1"), "very many: the file is written anew");
	TAP_OK(has_text("secret21"), "with the others");
}

static void
has_bytes(void)
{
	const size_t len = 262; /* 999 of these nearly fill it */
	uint64_t i = 20000;
	char name[16];

	for (; (i - 20000 + 1) * len <= JOURNAL_LETTERS_BYTES - len; i++) {
		if (i - 20000 == JOURNAL_LETTERS_MOST - 1)
			break;
		(void)snprintf(name, sizeof(name), "n%d", (int)(i / 20));
		put("@javad", i, name, len);
	}
	const uint64_t left = JOURNAL_LETTERS_BYTES - (i - 20000) * len;
	TAP_NUM(fits(0, "sara", left), JOURNAL_LETTERS_FIT, "256 KiB fit");
	TAP_NUM(fits(0, "sara", left + 1), JOURNAL_LETTERS_FULL, "not more");
	cut_upto("@javad", UINT64_MAX);
	shelf_sync(&shelf);
}

/* Fills other mailboxes with letters of the sender. */
static void
put_all(const char *sender, uint64_t letters)
{
	char where[16];

	for (uint64_t i = 0; i < letters; i++) {
		(void)snprintf(where, sizeof(where), "@m%d", (int)(i / 20));
		put(where, 40000 + i, sender, 0);
	}
}

/* A sender has a share of what is free in all mailboxes. */
static void
has_shares(void)
{
	const uint32_t before = shelf.writer.file.rows.letters;
	const uint32_t most = JOURNAL_LETTERS_OF_ALL / JOURNAL_LETTERS_SHARE;

	put_all("amir", most - 8);
	TAP_NUM(fits(0, "amir", 10), JOURNAL_LETTERS_FIT,
	    "one sender has many letters in all mailboxes");
	shelf.writer.file.rows.letters += 8 * JOURNAL_LETTERS_SHARE;
	TAP_NUM(fits(0, "amir", 10), JOURNAL_LETTERS_SENT,
	    "fewer when there is less room");
	TAP_NUM(fits(0, "sara", 10), JOURNAL_LETTERS_FIT, "others have some");
	shelf.writer.file.rows.letters -= 8 * JOURNAL_LETTERS_SHARE;
	shelf_restart(&shelf);
	TAP_NUM(fits(0, "amir", 10), JOURNAL_LETTERS_FIT, "then it has again");
	put_all("amir", most);
	TAP_NUM(fits(0, "amir", 10), JOURNAL_LETTERS_SENT, "but not any more");
	cut_upto("@m0", 40009);
	TAP_NUM(fits(0, "amir", 10), JOURNAL_LETTERS_FIT,
	    "those that were read do not count");
	shelf.writer.file.rows.count += JOURNAL_ROWS_MOST - 5000;
	TAP_NUM(fits(0, "sara", 10), JOURNAL_LETTERS_NO_ROOM,
	    "there is none when the file is nearly full");
	shelf.writer.file.rows.count -= JOURNAL_ROWS_MOST - 5000;
	for (uint32_t i = 0; i <= most / 20; i++) {
		char where[16];
		(void)snprintf(where, sizeof(where), "@m%u", i);
		cut_upto(where, UINT64_MAX);
		shelf_sync(&shelf);
	}
	TAP_NUM(shelf.writer.file.rows.letters, before, "all are gone");
}

/* With history_sync each, nobody sees a letter that is not on the disk. */
static void
is_hidden(void)
{
	uint64_t first;
	bool more;

	put("@javad", 50000, "amir", 0);
	shelf_sync(&shelf);
	put("@javad", 50001, "amir", 0);
	MUST(journal_rows_file_write(&shelf.writer.file), "write");
	TAP_NUM(count_after(0, &first, &more), 1,
	    "a letter that is not synced is not told");
	TAP_OK(first == 50000 && !more &&
		journal_letters_hide(&shelf.writer.file, BOX) &&
		!journal_letters_hide(&shelf.writer.file, STR("@sara")),
	    "but that there is one");
	shelf_sync(&shelf);
	TAP_NUM(count_after(0, &first, &more), 2, "it is when it is synced");
	TAP_OK(!journal_letters_hide(&shelf.writer.file, BOX), "that is all");
	shelf.writer.file.hides = false;
	put("@javad", 50002, "amir", 0);
	TAP_NUM(count_after(0, &first, &more), 3, "or at once, if not each");
	shelf.writer.file.hides = true;
	cut_upto("@javad", UINT64_MAX);
	shelf_sync(&shelf);
}

/* The words of an account are also in mailboxes of others. */
static void
is_forgotten(void)
{
	struct journal_record record = { .back = 0 };

	put("@javad", 30000, "amir", 0);
	put("@sara", 30001, "AMIR", 0);
	put("@sara", 30002, "mina", 0);
	put("@sara", 30003, "amir", 0);
	MUST(journal_record_read_body(
		 STR("forget 2000000 @Amir 30003"), &record),
	    "no record");
	TAP_OK(journal_rows_writer_forget(&shelf.writer, &record, clock_mono()),
	    "an account has its words forgotten");
	shelf_sync(&shelf);
	TAP_OK(!has_text("secret30000") && !has_text("secret30001") &&
		has_text("secret30002") && has_text("secret30003"),
	    "in all mailboxes, and before that time only");
	cut_upto("@sara", UINT64_MAX);
	shelf_sync(&shelf);
}

static void
expires(void)
{
	const uint64_t now = clock_wall();
	const usec later = clock_mono() + 2 * 86400 * SEC;
	uint64_t first;
	bool more;

	shelf.id = now;
	put("@javad", now, "amir", 0);
	put("@javad", now + 1, "amir", 0);
	put("@sara", 21, "amir", 0);
	shelf_sync(&shelf);
	journal_rows_writer_expire(
	    &shelf.writer, clock_mono(), now + 1 + JOURNAL_LETTERS_TIME);
	TAP_NUM(count_after(0, &first, &more), 2,
	    "a journal that starts long after its last line waits for a day");
	shelf.writer.expired = 1; /* it was in the middle */
	journal_rows_writer_expire(&shelf.writer, later, 0);
	TAP_OK(shelf.writer.expires > later, "it sleeps meanwhile");
	TAP_NUM(count_after(0, &first, &more), 2, "or longer, if it is told");
	shelf_restart(&shelf);
	journal_rows_writer_expire(
	    &shelf.writer, clock_mono(), now + JOURNAL_LETTERS_TIME);
	TAP_NUM(count_after(0, &first, &more), 2, "30 days old");
	journal_rows_writer_expire(
	    &shelf.writer, later, now + 1 + JOURNAL_LETTERS_TIME);
	TAP_NUM(count_after(0, &first, &more), 1, "and a moment");
	TAP_NUM(first, now + 1, "the other stays");
	shelf_sync(&shelf);
	TAP_OK(!has_letter(STR("@sara"), 21) && !has_text("secret21"),
	    "very old ones of others go, too");
	TAP_OK(shelf.writer.expires > later &&
		journal_rows_writer_next(&shelf.writer) > clock_mono(),
	    "it waits for an hour");
}

int
main(void)
{
	(void)umask(077);
	shelf_open(&shelf);
	has_limits();
	is_listed();
	is_listed_in_order();
	is_cut();
	is_offered();
	is_wiped_later();
	is_wiped_in_new_file();
	are_wiped_at_once();
	has_bytes();
	has_shares();
	is_hidden();
	is_forgotten();
	expires();
	shelf_end(&shelf);
	return tap_done();
}

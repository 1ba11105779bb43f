/* Letters: see journal_letters.h. */
#include "helpers/journal/journal_letters.h"

#include <errno.h>
#include <unistd.h>

#include "helpers/journal/journal_store.h"

/* What one account may have, and of it from one sender. */
#define LETTERS 1000
#define BYTES ((uint64_t)256 * 1024)
#define OF_SENDER 20

#define ROOM ((size_t)16 * 1024)

static struct {
	char *room; /* ROOM: what waits for a new file */
	uint64_t count;
} self;

size_t
journal_letters_room(void)
{
	return ROOM;
}

void
journal_letters_init(char *room)
{
	self.room = room;
	self.count = 0;
}

uint64_t
journal_letters_count(void)
{
	return self.count;
}

static bool
open_file(struct journal_scan *scan, const struct journal_dir *dir)
{
	*scan = (struct journal_scan) { .fd = -1 };
	return dir != NULL && (dir->has & 1 << JOURNAL_LETTERS) != 0 &&
	    journal_scan_open_at(
		scan, journal_place(JOURNAL_LETTERS), dir->name, false);
}

/* Reads the next letter; passes over lines that are none. */
static bool
next_letter(struct journal_scan *scan, struct journal_letter *letter)
{
	struct str rest;

	while (journal_scan_line(scan, &rest)) {
		if (!str_to_number(
			str_word(&rest), UINT64_MAX - 1, &letter->id))
			continue;
		letter->from = str_word(&rest);
		letter->text = rest;
		if (letter->from.len > 0)
			return true;
	}
	return false;
}

static void
set_count(struct journal_dir *dir, uint32_t count)
{
	self.count += count;
	self.count -= dir->letters;
	dir->letters = count;
}

/* Puts a file with the letters that stay in the place of the old one. */
static bool
write_anew(struct journal_dir *dir, struct journal_scan *scan,
    bool (*goes)(const void *of, const struct journal_letter *letter),
    const void *of)
{
	const int place = journal_place(JOURNAL_LETTERS);
	struct journal_letter letter;
	struct append file;
	uint32_t count = 0;
	bool good;

	append_init(&file, self.room, ROOM);
	good = append_begin_anew(&file, place, dir->name);
	while (good && next_letter(scan, &letter)) {
		if (goes(of, &letter))
			continue;
		count++;
		good = APPEND_ADD(&file, DECIMAL(letter.id), STR(" "),
		    letter.from, STR(" "), letter.text, STR("\n"));
	}
	good = good && scan->error == 0 &&
	    append_replace(&file, place, dir->name) &&
	    (count > 0 || unlinkat(place, dir->name, 0) == 0);
	append_close(&file);
	if (good) {
		set_count(dir, count);
		journal_touched(place);
		if (count == 0)
			dir->has &= (uint8_t) ~(1 << JOURNAL_LETTERS);
	}
	return good;
}

bool
journal_letters_remove(struct journal_dir *dir,
    bool (*goes)(const void *of, const struct journal_letter *letter),
    const void *of)
{
	struct journal_letter letter;
	struct journal_scan scan;
	uint32_t gone = 0, count = 0;
	bool good = true;

	if (!journal_store_close(journal_store_find(dir, JOURNAL_LETTER)))
		return false;
	if (!open_file(&scan, dir))
		return (dir->has & 1 << JOURNAL_LETTERS) == 0 ||
		    errno == ENOENT;
	while (next_letter(&scan, &letter)) {
		gone += goes(of, &letter);
		count++;
	}
	set_count(dir, count);
	scan.at = 0;
	if (gone > 0 || scan.error != 0)
		good = write_anew(dir, &scan, goes, of);
	journal_scan_close(&scan);
	return good;
}

static bool
is_old(const void *of, const struct journal_letter *letter)
{
	return letter->id <= *(const uint64_t *)of;
}

bool
journal_letters_expire(struct journal_dir *dir, uint64_t id)
{
	return journal_letters_remove(dir, is_old, &id);
}

/* Returns whether there is room for the letter; *is_there: it has come before.
 */
static bool
fits(const struct journal_ask *ask, struct journal_dir *dir, bool *is_there)
{
	uint64_t bytes = ask->len, count = 1, same = 1;
	struct journal_letter letter;
	struct journal_scan scan;

	*is_there = false;
	if (!open_file(&scan, dir))
		return true;
	while (next_letter(&scan, &letter)) {
		*is_there = *is_there || letter.id == ask->id;
		count++;
		same += str_eq(letter.from, ask->account);
		bytes += letter.from.len + letter.text.len + LIMIT_ID + 3;
	}
	journal_scan_close(&scan);
	set_count(dir, (uint32_t)count - 1);
	return count <= LETTERS && same <= OF_SENDER && bytes <= BYTES;
}

/* Appends the letter; false with errno. */
static bool
put(struct journal_ask *ask, struct journal_dir *dir)
{
	const int place = journal_place(JOURNAL_LETTERS);
	struct journal_slot *slot = journal_store_find(dir, JOURNAL_LETTER);
	uint64_t cut;

	if (slot == NULL)
		slot = journal_store_open(
		    dir, JOURNAL_LETTER, place, dir->name, false, &cut);
	if (slot == NULL ||
	    !JOURNAL_ADD(slot, DECIMAL(ask->id), STR(" "), ask->account,
		STR(" "), ask->text, STR("\n")))
		return false;
	dir->has |= 1 << JOURNAL_LETTERS;
	set_count(dir, dir->letters + 1);
	return true;
}

enum journal_step
journal_letters_put(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_make(ask->where);
	bool is_there;

	if (ask->phase++ > 0)
		return JOURNAL_DONE(ask, STR("done"));
	if (dir == NULL ||
	    !journal_store_close(journal_store_find(dir, JOURNAL_LETTER)))
		return journal_refuse(ask, CODE_UNAVAILABLE);
	if (!fits(ask, dir, &is_there) && !is_there)
		return journal_refuse(ask, CODE_TOO_MANY);
	if (!is_there && !put(ask, dir))
		return journal_refuse(ask, CODE_UNAVAILABLE);
	return JOURNAL_SYNC;
}

/* Finds the letter that comes after an ID; a file may have them in any order.
 */
static bool
find_after(struct journal_scan *scan, uint64_t id, struct journal_letter *found)
{
	struct journal_letter letter;
	uint64_t place = UINT64_MAX;

	found->id = UINT64_MAX;
	scan->at = 0;
	for (uint64_t at = 0; next_letter(scan, &letter); at = scan->at)
		if (letter.id > id && letter.id < found->id) {
			found->id = letter.id;
			place = at;
		}
	if (place == UINT64_MAX)
		return false;
	scan->at = place;
	return next_letter(scan, found);
}

enum journal_step
journal_letters_get(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);
	struct journal_letter letter;
	struct journal_scan scan;
	bool more = false;

	if (dir == NULL || !open_file(&scan, dir))
		return JOURNAL_DONE(ask, STR("done"));
	while ((more = find_after(&scan, ask->after, &letter)) &&
	    ask->lines++ < JOURNAL_LINES) {
		JOURNAL_ANSWER(ask, STR("letter"), DECIMAL(letter.id),
		    letter.from, letter.text);
		ask->after = letter.id;
	}
	journal_scan_close(&scan);
	if (scan.error != 0)
		return journal_refuse(ask, CODE_UNAVAILABLE);
	return more ? JOURNAL_DONE(ask, STR("more")) :
		      JOURNAL_DONE(ask, STR("done"));
}

enum journal_step
journal_letters_cut(struct journal_ask *ask)
{
	struct journal_dir *dir = journal_dir_find(ask->where);

	if (ask->phase++ > 0 || dir == NULL)
		return JOURNAL_DONE(ask, STR("done"));
	return journal_letters_expire(dir, ask->id) ?
	    JOURNAL_SYNC :
	    journal_refuse(ask, CODE_UNAVAILABLE);
}

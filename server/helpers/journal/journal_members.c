/* Who is a member of a group: see journal_members.h. */
#include "helpers/journal/journal_members.h"

#include <unistd.h>

#include "base/data/siphash.h"
#include "helpers/journal/journal_scan.h"
#include "shared/crypto/entropy.h"
#include "shared/io.h"

/* A file is written anew from that size on, if so many times of it is alive. */
#define LEAST ((uint64_t)64 * 1024)
#define TIMES 4

/* Members that are found again; with more of them the file stays. */
#define PLACES ((size_t)1 << 16)
#define MOST (PLACES * 3 / 4)
#define ROOM ((size_t)16 * 1024)

/* The last line with a token. */
struct place {
	uint64_t hash; /* of the token; 0: none */
	uint64_t end; /* of the line in the file */
	size_t len; /* of the line, LF included; 0: the member is out */
};

static struct {
	struct siphash_secret secret;
	struct place *place; /* PLACES */
	char *room; /* ROOM: what waits for the new file */
} self;

size_t
journal_members_room(void)
{
	return PLACES * sizeof(struct place) + ROOM;
}

bool
journal_members_init(char *room)
{
	self.place = (struct place *)(void *)room;
	self.room = room + PLACES * sizeof(struct place);
	return entropy_draw(&self.secret, sizeof(self.secret));
}

static bool
open_file(struct journal_scan *scan, struct journal_dir *dir)
{
	int fd = journal_dir_open(dir, false);
	const bool good = fd != -1 &&
	    journal_scan_open_at(scan, fd, JOURNAL_MEMBERS_FILE, false);

	io_close(&fd);
	return good;
}

/* Reads a line. Returns the token, or an empty one. */
static struct str
read_line(struct str line, uint64_t *id, bool *is_in)
{
	struct str rest = line, word;

	if (!str_to_number(str_word(&rest), UINT64_MAX, id))
		return STR("");
	word = str_word(&rest);
	*is_in = str_eq(word, STR("in"));
	return *is_in || str_eq(word, STR("out")) ? rest : STR("");
}

uint64_t
journal_members_since(struct journal_dir *dir, struct str account)
{
	struct journal_scan scan;
	struct str line;
	uint64_t id, since = 0;
	bool is_in;

	if (dir == NULL || !open_file(&scan, dir))
		return 0;
	while (journal_scan_line(&scan, &line))
		if (line.len > 2 && line.at[line.len - 1] == '*')
			since = 0;
		else if (line.len > account.len &&
		    memcmp(line.at + line.len - account.len, account.at,
			account.len) == 0 &&
		    str_eq(read_line(line, &id, &is_in), account))
			since = !is_in ? 0 : since != 0 ? since : id;
	journal_scan_close(&scan);
	return since;
}

/* Returns the place of a token; an empty one if it has none yet. */
static struct place *
place_of(struct str token, uint64_t *hash)
{
	size_t at;

	*hash = siphash(&self.secret, (const unsigned char *)token.at,
		    token.len, false) |
	    1;
	for (at = *hash % PLACES; self.place[at].hash != 0;
	     at = (at + 1) % PLACES)
		if (self.place[at].hash == *hash)
			break;
	return &self.place[at];
}

/* Finds the last line of each, and the first of its "in". Returns the bytes of those that are in. */
static uint64_t
find_last(struct journal_scan *scan)
{
	struct str line, token;
	uint64_t alive = 0, id, hash;
	size_t count = 0;
	bool is_in;

	memset(self.place, 0, PLACES * sizeof(struct place));
	while (count < MOST && journal_scan_line(scan, &line)) {
		token = read_line(line, &id, &is_in);
		if (token.len == 0)
			continue;
		if (str_eq(token, STR("*"))) {
			memset(self.place, 0, PLACES * sizeof(struct place));
			alive = count = 0;
			continue;
		}
		struct place *place = place_of(token, &hash);
		count += place->hash == 0;
		if (is_in && place->len > 0)
			continue; /* it was in already */
		alive -= place->len;
		*place =
		    (struct place) { hash, scan->at, is_in ? line.len + 1 : 0 };
		alive += place->len;
	}
	return count < MOST ? alive : scan->size;
}

/* Writes those that are in to the new file. */
static bool
write_last(struct journal_scan *scan, struct append *file)
{
	struct str line, token;
	uint64_t id, hash;
	bool is_in;

	scan->at = 0;
	while (journal_scan_line(scan, &line)) {
		token = read_line(line, &id, &is_in);
		if (is_in && token.len > 0 &&
		    place_of(token, &hash)->end == scan->at &&
		    !APPEND_ADD(file, line, STR("\n")))
			return false;
	}
	return scan->error == 0;
}

/* Puts a new file in the place of the one that is read. */
static void
replace(struct journal_dir *dir, struct journal_scan *scan)
{
	int fd = journal_dir_open(dir, false);
	struct append file;

	append_init(&file, self.room, ROOM);
	if (fd != -1 && append_begin_anew(&file, fd, JOURNAL_MEMBERS_FILE) &&
	    write_last(scan, &file) &&
	    append_replace(&file, fd, JOURNAL_MEMBERS_FILE))
		dir->members_most = usec_later(LEAST, file.size * TIMES);
	append_close(&file);
	io_close(&fd);
}

void
journal_members_tidy(struct journal_slot *slot)
{
	struct journal_dir *dir = slot->dir;
	struct journal_scan scan;
	uint64_t alive;

	if (slot->file.size < usec_later(LEAST, dir->members_most) ||
	    !journal_store_close(slot) || !open_file(&scan, dir))
		return;
	alive = find_last(&scan);
	dir->members_most = usec_later(2 * scan.size, alive * TIMES);
	if (alive * TIMES <= scan.size)
		replace(dir, &scan);
	journal_scan_close(&scan);
}

/* The files in which damaged lines were met: see journal_damage.h. */
#include "helpers/journal/erase/journal_damage.h"

#include "helpers/journal/erase/journal_cuts.h"

/* Lines that one slice looks at. */
#define LINES 300

/* Goes on to the next such file; key 0: there is none. */
static void
next_file(struct journal_damage *damage)
{
	const struct journal_files *files = damage->overwrite->reader->files;
	const struct journal_file *file;

	do {
		damage->key = journal_files_after(files, damage->key);
		file = journal_files_find(files, damage->key);
	} while (file != NULL && (file->is_foreign || !file->is_damaged));
	damage->at = 0;
	damage->tags.is_there = false;
}

void
journal_damage_begin(
    struct journal_damage *damage, struct journal_overwrite *overwrite)
{
	*damage = (struct journal_damage) { .overwrite = overwrite };
	next_file(damage);
}

/* Overwrites the tags before a damaged line, and then that. False with errno.
 */
static bool
wipe(struct journal_damage *damage, uint64_t at, struct str line)
{
	const struct journal_tags tags = damage->tags;

	damage->tags.is_there = false;
	return (!journal_tags_may_be_of(&tags, line) ||
		   journal_tags_overwrite(
		       &tags, damage->overwrite, damage->key, at)) &&
	    journal_overwrite_line(
		damage->overwrite, damage->key, at, line.len);
}

/* Returns whether the order is to erase the line, which is no record. */
static bool
is_meant(const struct journal_damage *damage, const struct journal_order *order,
    struct str line)
{
	return line.len > 0 && line.at[0] != JOURNAL_WIPED &&
	    !journal_record_is_whole(line) &&
	    journal_cuts_means(damage->overwrite->reader->targets, order, line);
}

/*
 * Deals with a line. A whole record of an ID of which another one is damaged is
 * found nowhere else. False with errno.
 */
static bool
take_line(struct journal_damage *damage, const struct journal_order *order,
    uint64_t at, struct str line)
{
	const struct journal_targets *targets =
	    damage->overwrite->reader->targets;
	struct journal_record record;

	if (journal_record_read(line, &record)) {
		journal_tags_take(&damage->tags, &record, at);
		return !journal_cuts_mean_record(targets, order, &record) ||
		    journal_overwrite_record(
			damage->overwrite, damage->key, at);
	}
	if (is_meant(damage, order, line))
		return wipe(damage, at, line);
	journal_tags_take_damaged(&damage->tags, line, at);
	return true;
}

enum journal_pass
journal_damage_go_on(
    struct journal_damage *damage, const struct journal_order *order)
{
	struct journal_view *view = &damage->overwrite->reader->view;

	for (size_t i = 0; i < LINES && damage->key != 0; i++) {
		const uint64_t at = damage->at;
		struct str line =
		    journal_view_line(view, damage->key, at, JOURNAL_FORTH);
		if (line.len == 0 && journal_view_has_failed())
			return JOURNAL_PASS_FAILED;
		if (line.len == 0) {
			next_file(damage);
			continue;
		}
		damage->at += line.len;
		line.len -= line.at[line.len - 1] == '\n';
		if (!take_line(damage, order, at, line))
			return JOURNAL_PASS_FAILED;
	}
	if (damage->key != 0)
		return JOURNAL_PASS_ON;
	return journal_overwrite_settle(damage->overwrite) ?
	    JOURNAL_PASS_END :
	    JOURNAL_PASS_FAILED;
}

/* The journal's figures: see journal_figures.h. */
#include "helpers/journal/journal_figures.h"

#include "helpers/journal/journal_disk.h"

#define PERIOD SEC

/* Rows: with less room, all changes are told. */
#define LITTLE ((uint32_t)1 << 16)

static uint64_t
newest_size(const struct journal_files *files)
{
	const struct journal_file *newest = journal_files_newest(files);

	return newest != NULL ? newest->size : 0;
}

static bool
have_changed(const struct journal_figures *figures)
{
	return figures->syncs != journal_disk_syncs()->count ||
	    figures->count != figures->files->count ||
	    figures->newest != newest_size(figures->files) ||
	    figures->letters != figures->rows->letters;
}

void
journal_figures_tell(struct journal_figures *figures, struct buf *up, usec now)
{
	const struct journal_disk_syncs *syncs = journal_disk_syncs();
	const struct journal_files *files = figures->files;

	if (now < figures->next || !have_changed(figures))
		return;
	(void)BUF_SAY(up, STR("figures"), DECIMAL(files->count),
	    DECIMAL(journal_files_size(files)),
	    DECIMAL(syncs->count - figures->syncs),
	    DECIMAL(syncs->time - figures->time),
	    DECIMAL(figures->rows->letters)); /* fits */
	figures->syncs = syncs->count;
	figures->time = syncs->time;
	figures->newest = newest_size(files);
	figures->count = files->count;
	figures->letters = figures->rows->letters;
	figures->next = now + PERIOD;
}

/* Returns how much of a part is left. */
static uint32_t
left(uint32_t most, uint32_t used)
{
	return used < most ? most - used : 0;
}

void
journal_figures_tell_room(
    struct journal_figures *figures, uint64_t id, struct buf *up, usec now)
{
	const struct journal_rows *rows = figures->rows;
	const uint32_t groups =
	    left(JOURNAL_ROWS_GROUPS, rows->count - rows->own - rows->letters);
	const uint32_t own = left(JOURNAL_ROWS_ACCOUNTS, rows->own);

	if (id == figures->room_id && figures->room_next != 0)
		return;
	if (now < figures->room_next && groups >= LITTLE && own >= LITTLE)
		return;
	(void)BUF_SAY(up, STR("room"), DECIMAL(id), DECIMAL(groups),
	    DECIMAL(own), DECIMAL(left(JOURNAL_ROWS_LETTERS, rows->letters)),
	    DECIMAL(rows->own_live)); /* fits */
	figures->room_id = id;
	figures->room_next = now + PERIOD;
}

usec
journal_figures_next(const struct journal_figures *figures, uint64_t id)
{
	const usec next = have_changed(figures) ? figures->next : UINT64_MAX;

	return id != figures->room_id ? usec_earlier(next, figures->room_next) :
					next;
}

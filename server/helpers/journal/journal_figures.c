/* The journal's figures: see journal_figures.h. */
#include "helpers/journal/journal_figures.h"

#include "helpers/journal/journal_disk.h"

#define PERIOD SEC

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
	    DECIMAL(journal_files_size(files)), DECIMAL(syncs->count - figures->syncs),
	    DECIMAL(syncs->time - figures->time),
	    DECIMAL(figures->rows->letters)); /* fits */
	figures->syncs = syncs->count;
	figures->time = syncs->time;
	figures->newest = newest_size(files);
	figures->count = files->count;
	figures->letters = figures->rows->letters;
	figures->next = now + PERIOD;
}

usec
journal_figures_next(const struct journal_figures *figures)
{
	return have_changed(figures) ? figures->next : UINT64_MAX;
}

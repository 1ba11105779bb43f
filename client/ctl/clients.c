/* forkcastctl clients: the list of connected clients. */
#include <stdio.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/table.h"
#include "shared/die.h"

#define USAGE "usage: forkcastctl clients [-jr] [-o COLUMN] [PATTERN]"

static void
print_json(const struct table *table)
{
	char room[TABLE_JSON];
	struct buf line;

	for (size_t i = 0; i < table->count; i++) {
		buf_init(&line, room, sizeof(room));
		table_json(&line, &table->row[i]);
		(void)fwrite(room, 1, buf_len(&line), stdout);
	}
}

static struct {
	const char *column;
	const char *pattern; /* null: all */
	bool json;
	bool reverse;
} options = { .column = "since" };

static void
take_options(int argc, char **argv)
{
	int letter;

	while ((letter = getopt(argc, argv, "jo:r")) != -1) {
		switch (letter) {
		case 'j':
			options.json = true;
			break;
		case 'o':
			options.column = optarg;
			break;
		case 'r':
			options.reverse = true;
			break;
		default:
			ctl_usage(USAGE);
		}
	}
	if (optind < argc)
		options.pattern = argv[optind++];
	ctl_no_more(argc, USAGE);
}

int
cmd_clients(const struct choice *choice, int argc, char **argv)
{
	struct view view;
	struct table table;

	take_options(argc, argv);
	ctl_choose(choice, &view);
	table_read(&table, &view);
	if (options.pattern != NULL)
		table_filter(&table, options.pattern);
	if (!table_sort(&table, options.column, options.reverse))
		die(EX_USAGE,
		    "unknown column \"%s\"; columns: pid, name, peer, state, "
		    "process, groups, in, out, queue, since, active",
		    options.column);
	if (!view_is_alive(&view))
		complain("server %llu has died; showing its last state",
		    (unsigned long long)view.pid);
	if (options.json)
		print_json(&table);
	else
		table_print(&table, SIZE_MAX, SIZE_MAX, "\n");
	table_free(&table);
	view_close(&view);
	return EX_OK;
}

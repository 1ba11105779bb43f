/*
 * The EXAMPLES of forkcastd.conf(5) and the installed example configuration are
 * valid, with addresses and directories of this machine. Run in the root of the
 * repository.
 */
#include <stdio.h>
#include <string.h>

#include "tests/lib/conn.h"
#include "tests/lib/examples.h"
#include "tests/lib/scratch.h"

#define PAGE "man/forkcastd.conf.5"
#define INSTALLED "server/service/forkcastd.conf"

/* Does the server find nothing wrong with the file? */
static bool
is_right(const char *path)
{
	struct server *server = server_spawn(&(struct setup) {
	    .args = { "-t", "-f", path }, .args_alone = true });
	const int status = server_status(server);

	if (status != 0)
		tap_note("%s", server_log(server));
	return status == 0;
}

/* The department's configuration, with addresses of this machine. */
static const struct {
	const char *theirs;
	const char *ours; /* null: the scratch directory */
} places[] = {
	{ "192.0.2.10:", "127.0.0.1:" },
	{ "/run/forkcast/", NULL },
};

/* Copies the text, with what we have in the place of what they have. */
static void
move_in(char *to, size_t size, const char *from)
{
	char directory[SCRATCH_PATH];
	size_t len = 0;

	scratch_path(directory, "");
	while (*from != '\0' && len + SCRATCH_PATH < size) {
		const char *ours = NULL;
		for (size_t i = 0; i < COUNT(places) && ours == NULL; i++) {
			const size_t theirs = strlen(places[i].theirs);
			if (strncmp(from, places[i].theirs, theirs) != 0)
				continue;
			ours =
			    places[i].ours != NULL ? places[i].ours : directory;
			from += theirs;
		}
		if (ours == NULL)
			to[len++] = *from++;
		else
			len +=
			    (size_t)snprintf(to + len, size - len, "%s", ours);
	}
	MUST(*from == '\0', "the example is too long");
	to[len] = '\0';
}

int
main(void)
{
	static struct example examples[4];
	static char text[2 * EXAMPLE_TEXT];
	const size_t count = examples_read(PAGE, examples, COUNT(examples));
	char path[SCRATCH_PATH];

	for (size_t i = 0; i < count; i++) {
		scratch_path(path, "conf");
		move_in(text, sizeof(text), examples[i].script);
		scratch_write(path, text);
		TAP_OK(is_right(path), "%.*s",
		    (int)strcspn(examples[i].title, "\n"), examples[i].title);
	}
	TAP_OK(count > 0, "%zu examples", count);
	TAP_OK(is_right(INSTALLED), INSTALLED);
	return tap_done();
}

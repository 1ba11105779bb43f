/* Windows with logs: see logged.h. */
#include "tests/lib/window/logged.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tests/lib/must.h"

char logged_state[SCRATCH_PATH];

/* Begins a window whose logs are in a new directory of that name. */
struct windowed *
logged_begin(const char *name)
{
	struct windowed *windowed = windowed_begin(ROWS, 60);

	scratch_path(logged_state, name);
	MUST(setenv("XDG_STATE_HOME", logged_state, 1) == 0, "no memory");
	(void)settings_set("log", "yes");
	(void)settings_set("times", "no");
	return windowed;
}

void
logged_end(struct windowed *windowed)
{
	windowed_leave(windowed);
	windowed_end(windowed);
}

const char *
logged_path_of(const char *name)
{
	static char path[SCRATCH_PATH + 128];

	(void)snprintf(path, sizeof(path), "%s/forkcast/logs/127.0.0.1:1234/%s",
	    logged_state, name);
	return path;
}

/* Writes a log as an earlier client would. */
void
logged_plant(const char *name, struct str text)
{
	char path[SCRATCH_PATH];
	FILE *file;

	for (const char *at = logged_path_of(name);
	     (at = strchr(at + 1, '/'));) {
		(void)snprintf(path, sizeof(path), "%.*s",
		    (int)(at - logged_path_of(name)), logged_path_of(name));
		(void)mkdir(path, 0700); /* it may be there */
	}
	file = fopen(logged_path_of(name), "w");
	MUST(file != NULL, "%s", logged_path_of(name));
	MUST(
	    fwrite(text.at, 1, text.len, file) == text.len && fclose(file) == 0,
	    "written");
}

/* The lines of a log, without the dates in front of them. */
struct str
logged_text(const char *name)
{
	static char text[1 << 12];
	char line[1 << 10];
	size_t len = 0;
	FILE *file = fopen(logged_path_of(name), "r");

	MUST(file != NULL, "%s", logged_path_of(name));
	text[0] = '\0';
	while (fgets(line, sizeof(line), file) != NULL &&
	    len < sizeof(text) - sizeof(line))
		if (strlen(line) > strlen(DATE))
			len += (size_t)snprintf(text + len, sizeof(text) - len,
			    "%s", line + strlen(DATE));
	(void)fclose(file); /* it was only read */
	return (struct str) { text, len };
}

/* The rows of the screen that have text, with LF after each. */
const char *
logged_screen(struct windowed *windowed)
{
	static char text[ROWS * (VT_TEXT + 1)];
	char row[VT_TEXT];
	size_t len = 0;

	for (int turn = 0; turn < 2; turn++) {
		windowed->console.window->pressed = true;
		windowed_turn(windowed);
		(void)windowed_drain(windowed);
	}
	text[0] = '\0';
	for (size_t i = 1; i + 2 < ROWS; i++) {
		vt_text(&windowed->vt, i, row);
		if (row[0] != '\0')
			len += (size_t)snprintf(
			    text + len, sizeof(text) - len, "%s\n", row);
	}
	return text;
}

void
logged_shows(struct windowed *windowed, const char *want)
{
	const char *text = logged_screen(windowed);

	TAP_OK(strstr(text, want) != NULL, "it shows %s: %s", want, text);
}

void
logged_hear(struct windowed *windowed, const char *lines)
{
	windowed_hear(windowed, str_from(lines));
}

/* Joins dev, whose history the server keeps. */
void
logged_join_recorded(struct windowed *windowed)
{
	windowed->chat.name = "javad";
	windowed_turn(windowed);
	logged_hear(windowed, "ok name javad\n");
	windowed_turn(windowed);
	SESSION_SAY(
	    &windowed->chat.session, VERB_JOIN, STR("join"), STR("dev"));
	logged_hear(windowed,
	    "ok want full\njoin 1700000000000000 dev javad\n"
	    "ok topic dev -\nok mode dev Hn 0 - 0 -\n"
	    "names dev javad ali\nok names dev 2\n");
}

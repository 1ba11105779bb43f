/*
 * The lines of a dialogue (talks.h) in the order in which they are taken: those
 * between "define" and "end" where "do" names them, and "times" so often, with
 * what stands in the places of "%1" and "{#}".
 */
#ifndef TESTS_LIB_TALK_LINES_H
#define TESTS_LIB_TALK_LINES_H

#include <stddef.h>
#include <stdnoreturn.h>

/* Reads the file. Returns how many lines it has. */
size_t talk_lines_read(const char *path);

/* Returns what is behind that in the first line that begins so, or null. */
const char *talk_lines_find(const char *begin);

/* Has each line taken, which may be changed and stays valid. */
void talk_lines_run(void (*take)(char *line));

/* Meanwhile, has each line of that file taken. */
void talk_lines_include(const char *path);

/* Returns the number of the line that is taken. */
size_t talk_lines_row(void);

/* Ends the first word of the text; returns what is behind it, or null. */
char *talk_lines_behind(char *text);

/* Ends the test: that is wrong with the line. */
noreturn void talk_lines_wrong(const char *why);

#endif

/*
 * The private directory of a test program, for its sockets, configurations
 * and logs. It is made at first use under TMPDIR (/tmp) and removed, with all
 * that is in it, when the program exits. Under root it belongs to nobody, who
 * is what the server becomes then.
 */
#ifndef TESTS_LIB_SCRATCH_H
#define TESTS_LIB_SCRATCH_H

#define SCRATCH_PATH 128

/* Writes the path of a file of that name in the directory. */
void scratch_path(char path[SCRATCH_PATH], const char *name);

/* Writes the text into the file, new or not. */
void scratch_write(const char *path, const char *text);

/*
 * Returns a file without a name, open for reading and writing; children get it
 * too.
 */
int scratch_nameless(void);

#endif

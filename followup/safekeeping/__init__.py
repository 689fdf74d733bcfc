"""History and undo, backups, the health check, erasing: on a connection the workbook hands over."""

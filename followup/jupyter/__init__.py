"""What JupyterLab takes from the package: settings, the plugin that fills the pages, an icon."""

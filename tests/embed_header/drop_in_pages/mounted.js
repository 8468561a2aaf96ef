window.mounted = window.globalHeaderClient.mount(document.getElementById("header"));

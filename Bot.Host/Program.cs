using Bot.Host;

return await Verbs.Run(args);
